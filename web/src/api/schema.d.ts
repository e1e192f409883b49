// Made by scripts/write-openapi.ts.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The server answers
         * @description For everybody.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The database answers and no program is missing that reading needs; 503 if not
         * @description For everybody.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            isReady: boolean;
                            problems: string[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All drives, with what is in them
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                key: string;
                                info: components["schemas"]["DriveInfo"];
                                /** @enum {unknown} */
                                state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                                disc: {
                                    /** @enum {unknown} */
                                    kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                    kindIsOverridden: boolean;
                                    media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                    state: ("blank" | "appendable" | "complete" | "other") | null;
                                    label: string | null;
                                    volumeUuid: string | null;
                                    fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                    sessionCount: number | null;
                                    lastSessionLba: number;
                                    tracks: {
                                        number: number;
                                        session: number;
                                        /** @enum {unknown} */
                                        type: "audio" | "data";
                                        startLba: number;
                                        sectorCount: number;
                                        control: number;
                                    }[];
                                    capBytes: number | null;
                                    fsBytes: number | null;
                                    createdAt: string | null;
                                    volumeFacts: {
                                        [key: string]: string;
                                    };
                                    fingerprint: components["schemas"]["Fingerprint"];
                                    warnings: string[];
                                } | null;
                                sequence: string | null;
                                discError: string | null;
                                profile: components["schemas"]["DriveProfile"];
                                faultySince: string | null;
                                holder: string | null;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One drive, with its last errors
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                            errors: components["schemas"]["DriveError"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a drive did over time: discs, hours, speed, errors
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            totals: {
                                whole: number;
                                damaged: number;
                                failed: number;
                                seconds: number;
                                bytes: number;
                                readErrors: number;
                                faults: number;
                            };
                            days: {
                                day: string;
                                whole: number;
                                damaged: number;
                                failed: number;
                                seconds: number;
                                bytes: number;
                                readErrors: number;
                                faults: number;
                            }[];
                            runs: {
                                jobUuid: string | null;
                                at: string;
                                discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
                                /** @enum {unknown} */
                                outcome: "whole" | "damaged" | "failed" | "stopped";
                                seconds: number;
                                bytes: number;
                                readErrors: number;
                                badBytes: number;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}/eject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the tray; with force a job that reads is paused first
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        force?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close the tray
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the disc again
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/disks/{device}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Name, read offset, automatic mode of a drive; switch it on or off
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    device: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        isEnabled: boolean;
                        name: string | null;
                        readOffsetSamples: number;
                        readSpeedKBps: number | null;
                        automatic: {
                            isEnabled: boolean;
                            /** @enum {unknown} */
                            mode: "standard" | "rescue" | "clone";
                            outputPath: string | null;
                            priority: number;
                            options: components["schemas"]["ReadJobOptions"];
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/image-drives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All image drives
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ImageDriveSlot"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make an image drive, with an image in it or empty
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        path?: string | null;
                        rateKBps?: number | null;
                        badSectors?: {
                            firstLba: number;
                            lastLba: number;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImageDriveSlot"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/image-drives/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an image drive; its image file stays
         * @description Needs role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/image-drives/{id}/insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put an image file into an image drive
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        path: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/image-drives/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the image file out
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            info: components["schemas"]["DriveInfo"];
                            /** @enum {unknown} */
                            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
                            disc: {
                                /** @enum {unknown} */
                                kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                kindIsOverridden: boolean;
                                media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                state: ("blank" | "appendable" | "complete" | "other") | null;
                                label: string | null;
                                volumeUuid: string | null;
                                fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                sessionCount: number | null;
                                lastSessionLba: number;
                                tracks: {
                                    number: number;
                                    session: number;
                                    /** @enum {unknown} */
                                    type: "audio" | "data";
                                    startLba: number;
                                    sectorCount: number;
                                    control: number;
                                }[];
                                capBytes: number | null;
                                fsBytes: number | null;
                                createdAt: string | null;
                                volumeFacts: {
                                    [key: string]: string;
                                };
                                fingerprint: components["schemas"]["Fingerprint"];
                                warnings: string[];
                            } | null;
                            sequence: string | null;
                            discError: string | null;
                            profile: components["schemas"]["DriveProfile"];
                            faultySince: string | null;
                            holder: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, filtered and sorted; words look in label, device, path and uuid
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: ("queued" | "running" | "paused" | "completed" | "failed" | "cancelled")[];
                    kind?: "read" | "verify" | "compress" | "expand" | "move" | "import" | "build" | "merge" | "upload";
                    diskType?: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                    device?: string;
                    from?: string;
                    to?: string;
                    q?: string;
                    sort?: "createdAt" | "status" | "priority";
                    order?: "asc" | "desc";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Job"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Read the disc in a drive
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JobOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One thing to many jobs; each succeeds or fails for itself
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BulkOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkResult"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job, with its timeline and sector map
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDetail"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Change options while it does not run; priority and place in the queue always
         * @description Needs role operator.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JobChangeOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Cancel a live job (its files stay in the trash for a day), or delete a finished one from the history
         * @description Needs role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            job: components["schemas"]["Job"] | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{uuid}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause; everything that was read is kept
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{uuid}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on from what it has, perhaps in another drive or as rescue
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GoOnOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{uuid}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed job again from what it has, perhaps in another drive or as rescue
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GoOnOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Images, newest first unless sorted; words look in title, label, file name, notes and tags
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    diskType?: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                    from?: string;
                    to?: string;
                    minSize?: number;
                    maxSize?: number;
                    damaged?: boolean;
                    verified?: boolean;
                    verdict?: "never" | "ok" | "bad" | "nothing";
                    present?: boolean;
                    changed?: boolean;
                    knownGood?: boolean;
                    tag?: string[];
                    trashed?: boolean;
                    q?: string;
                    sort?: "createdAt" | "name" | "size" | "type" | "verifiedAt";
                    order?: "asc" | "desc";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Iso"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tags that images have, and how many have each
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            tags: {
                                name: string;
                                images: number;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole catalogue as CSV or JSON; `bom` for old spreadsheets
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    format?: "json" | "csv";
                    bom?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description CSV or JSON. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Images that the rules of retention would put into the trash now, and why; nothing is done
         * @description Needs role operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                iso: components["schemas"]["Iso"];
                                /** @enum {unknown} */
                                reason: "age" | "space";
                            }[];
                            images: number;
                            totalBytes: number;
                            kept: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One thing to many images; each succeeds or fails for itself
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        action: "tag" | "verify" | "compress" | "decompress" | "move" | "send" | "trash" | "restore";
                        ids: number[];
                        addTags?: string[];
                        removeTags?: string[];
                        level?: number;
                        outputPath?: string;
                        target?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: {
                                id: number;
                                isOk: boolean;
                                code: string | null;
                                message: string | null;
                                jobUuid: string | null;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One image: disc, files, sums, damage, verifications
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            jobUuid: string | null;
                            fileName: string;
                            title: string | null;
                            tags: string[];
                            filePath: string;
                            sizeBytes: number;
                            storedBytes: number | null;
                            md5: string | null;
                            sha256: string | null;
                            sha1: string | null;
                            crc32: string | null;
                            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
                            discLabel: string | null;
                            fingerprintId: string | null;
                            isComplete: boolean;
                            badBytes: number;
                            createdAt: string;
                            verifiedAt: string | null;
                            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
                            isPresent: boolean;
                            missingSince: string | null;
                            changedSince: string | null;
                            droppedAt: string | null;
                            knownGood: {
                                dat: string;
                                version: string | null;
                                title: string;
                                tracks: number;
                            } | null;
                            trashedAt: string | null;
                            notes: string | null;
                            provenance: {
                                /** @enum {string} */
                                format: "disk2iso-provenance";
                                /** @enum {number} */
                                formatVersion: 2;
                                jobId: string;
                                fileName: string;
                                sizeBytes: number;
                                companions: {
                                    fileName: string;
                                    /** @enum {unknown} */
                                    role: "image" | "track" | "session" | "sheet" | "log";
                                    sizeBytes: number;
                                    checksums: {
                                        sha256?: string;
                                        md5?: string;
                                        sha1?: string;
                                        crc32?: string;
                                    };
                                }[];
                                isComplete: boolean;
                                badBytes: number;
                                badSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                excludedSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                gapSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                runOutSectors: number;
                                checksums: {
                                    sha256?: string;
                                    md5?: string;
                                    sha1?: string;
                                    crc32?: string;
                                };
                                secondRead: {
                                    comparedBytes: number;
                                    isDirect: boolean;
                                    disagreeing: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    corrected: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    unsettled: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    unreadable: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                } | null;
                                /** @enum {unknown} */
                                mode: "standard" | "rescue" | "clone";
                                /** @enum {unknown} */
                                domain: "fs" | "cap";
                                options: components["schemas"]["ReadOptions"];
                                disc: {
                                    /** @enum {unknown} */
                                    kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                    kindIsOverridden: boolean;
                                    media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                    state: ("blank" | "appendable" | "complete" | "other") | null;
                                    label: string | null;
                                    volumeUuid: string | null;
                                    fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                    sessionCount: number | null;
                                    lastSessionLba: number;
                                    tracks: {
                                        number: number;
                                        session: number;
                                        /** @enum {unknown} */
                                        type: "audio" | "data";
                                        startLba: number;
                                        sectorCount: number;
                                        control: number;
                                    }[];
                                    capBytes: number | null;
                                    fsBytes: number | null;
                                    createdAt: string | null;
                                    volumeFacts: {
                                        [key: string]: string;
                                    };
                                    fingerprint: components["schemas"]["Fingerprint"];
                                    warnings: string[];
                                };
                                cd: {
                                    facts: {
                                        catalog: string | null;
                                        text: {
                                            title: string | null;
                                            performer: string | null;
                                            songwriter: string | null;
                                            composer: string | null;
                                            arranger: string | null;
                                            genre: string | null;
                                            date: string | null;
                                        };
                                        tracks: {
                                            number: number;
                                            session: number;
                                            /** @enum {unknown} */
                                            type: "audio" | "data";
                                            mode: string | null;
                                            pregapSectors: number | null;
                                            laterIndexes: number[];
                                            isrc: string | null;
                                            isCopyPermitted: boolean;
                                            hasPreEmphasis: boolean;
                                            text: {
                                                title: string | null;
                                                performer: string | null;
                                                songwriter: string | null;
                                                composer: string | null;
                                                arranger: string | null;
                                                genre: string | null;
                                                date: string | null;
                                            };
                                        }[];
                                    };
                                    ids: {
                                        accurateRip: string | null;
                                        ctdb: string | null;
                                        musicBrainz: string | null;
                                        freedb: string | null;
                                    };
                                    tags: components["schemas"]["MusicTags"];
                                    readOffsetSamples: number | null;
                                    audio: {
                                        number: number;
                                        fileName: string | null;
                                        sectorCount: number;
                                        /** @enum {unknown} */
                                        quality: "good" | "repaired" | "damaged" | "unread";
                                        attempts: number;
                                        lostSectors: {
                                            firstLba: number;
                                            lastLba: number;
                                        }[];
                                        unsettledSectors: {
                                            firstLba: number;
                                            lastLba: number;
                                        }[];
                                        repairedSectorCount: number;
                                        crc32: string | null;
                                        accurateRipV1: string | null;
                                        accurateRipV2: string | null;
                                    }[];
                                    ctdbCrc: string | null;
                                    hasSubChannels: boolean;
                                } | null;
                                drives: components["schemas"]["DriveInfo"][];
                                origin?: components["schemas"]["Origin"];
                                tools: {
                                    tool: string;
                                    version: string | null;
                                    commandLine: string[];
                                    startedAt: string;
                                    endedAt: string;
                                    exitCode: number | null;
                                }[];
                                disk2isoVersion: string;
                                startedAt: string;
                                finishedAt: string;
                                stored?: {
                                    fileName: string;
                                    storedName: string;
                                    /** @enum {string} */
                                    format: "zstd-seekable";
                                    sizeBytes: number;
                                    frameBytes: number;
                                    level: number;
                                    sha256: string;
                                }[];
                            } | null;
                            files: components["schemas"]["IsoFile"][];
                            missingFiles: string[];
                            improves: {
                                id: number;
                                fileName: string;
                                isComplete: boolean;
                                badBytes: number;
                            }[];
                            improvedBy: {
                                id: number;
                                fileName: string;
                                isComplete: boolean;
                                badBytes: number;
                            }[];
                            verifications: components["schemas"]["Verification"][];
                            dumpMatches: {
                                dat: string;
                                version: string | null;
                                title: string;
                                tracks: number;
                                matched: number;
                                isWhole: boolean;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Title, notes and tags of an image; a new name for its files (`baseName`). What is not given stays
         * @description Needs role operator.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        title?: string | null;
                        notes?: string | null;
                        tags?: string[];
                        baseName?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            jobUuid: string | null;
                            fileName: string;
                            title: string | null;
                            tags: string[];
                            filePath: string;
                            sizeBytes: number;
                            storedBytes: number | null;
                            md5: string | null;
                            sha256: string | null;
                            sha1: string | null;
                            crc32: string | null;
                            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
                            discLabel: string | null;
                            fingerprintId: string | null;
                            isComplete: boolean;
                            badBytes: number;
                            createdAt: string;
                            verifiedAt: string | null;
                            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
                            isPresent: boolean;
                            missingSince: string | null;
                            changedSince: string | null;
                            droppedAt: string | null;
                            knownGood: {
                                dat: string;
                                version: string | null;
                                title: string;
                                tracks: number;
                            } | null;
                            trashedAt: string | null;
                            notes: string | null;
                            provenance: {
                                /** @enum {string} */
                                format: "disk2iso-provenance";
                                /** @enum {number} */
                                formatVersion: 2;
                                jobId: string;
                                fileName: string;
                                sizeBytes: number;
                                companions: {
                                    fileName: string;
                                    /** @enum {unknown} */
                                    role: "image" | "track" | "session" | "sheet" | "log";
                                    sizeBytes: number;
                                    checksums: {
                                        sha256?: string;
                                        md5?: string;
                                        sha1?: string;
                                        crc32?: string;
                                    };
                                }[];
                                isComplete: boolean;
                                badBytes: number;
                                badSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                excludedSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                gapSectors: {
                                    firstLba: number;
                                    lastLba: number;
                                }[];
                                runOutSectors: number;
                                checksums: {
                                    sha256?: string;
                                    md5?: string;
                                    sha1?: string;
                                    crc32?: string;
                                };
                                secondRead: {
                                    comparedBytes: number;
                                    isDirect: boolean;
                                    disagreeing: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    corrected: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    unsettled: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                    unreadable: {
                                        firstLba: number;
                                        lastLba: number;
                                    }[];
                                } | null;
                                /** @enum {unknown} */
                                mode: "standard" | "rescue" | "clone";
                                /** @enum {unknown} */
                                domain: "fs" | "cap";
                                options: components["schemas"]["ReadOptions"];
                                disc: {
                                    /** @enum {unknown} */
                                    kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
                                    kindIsOverridden: boolean;
                                    media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
                                    state: ("blank" | "appendable" | "complete" | "other") | null;
                                    label: string | null;
                                    volumeUuid: string | null;
                                    fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
                                    sessionCount: number | null;
                                    lastSessionLba: number;
                                    tracks: {
                                        number: number;
                                        session: number;
                                        /** @enum {unknown} */
                                        type: "audio" | "data";
                                        startLba: number;
                                        sectorCount: number;
                                        control: number;
                                    }[];
                                    capBytes: number | null;
                                    fsBytes: number | null;
                                    createdAt: string | null;
                                    volumeFacts: {
                                        [key: string]: string;
                                    };
                                    fingerprint: components["schemas"]["Fingerprint"];
                                    warnings: string[];
                                };
                                cd: {
                                    facts: {
                                        catalog: string | null;
                                        text: {
                                            title: string | null;
                                            performer: string | null;
                                            songwriter: string | null;
                                            composer: string | null;
                                            arranger: string | null;
                                            genre: string | null;
                                            date: string | null;
                                        };
                                        tracks: {
                                            number: number;
                                            session: number;
                                            /** @enum {unknown} */
                                            type: "audio" | "data";
                                            mode: string | null;
                                            pregapSectors: number | null;
                                            laterIndexes: number[];
                                            isrc: string | null;
                                            isCopyPermitted: boolean;
                                            hasPreEmphasis: boolean;
                                            text: {
                                                title: string | null;
                                                performer: string | null;
                                                songwriter: string | null;
                                                composer: string | null;
                                                arranger: string | null;
                                                genre: string | null;
                                                date: string | null;
                                            };
                                        }[];
                                    };
                                    ids: {
                                        accurateRip: string | null;
                                        ctdb: string | null;
                                        musicBrainz: string | null;
                                        freedb: string | null;
                                    };
                                    tags: components["schemas"]["MusicTags"];
                                    readOffsetSamples: number | null;
                                    audio: {
                                        number: number;
                                        fileName: string | null;
                                        sectorCount: number;
                                        /** @enum {unknown} */
                                        quality: "good" | "repaired" | "damaged" | "unread";
                                        attempts: number;
                                        lostSectors: {
                                            firstLba: number;
                                            lastLba: number;
                                        }[];
                                        unsettledSectors: {
                                            firstLba: number;
                                            lastLba: number;
                                        }[];
                                        repairedSectorCount: number;
                                        crc32: string | null;
                                        accurateRipV1: string | null;
                                        accurateRipV2: string | null;
                                    }[];
                                    ctdbCrc: string | null;
                                    hasSubChannels: boolean;
                                } | null;
                                drives: components["schemas"]["DriveInfo"][];
                                origin?: components["schemas"]["Origin"];
                                tools: {
                                    tool: string;
                                    version: string | null;
                                    commandLine: string[];
                                    startedAt: string;
                                    endedAt: string;
                                    exitCode: number | null;
                                }[];
                                disk2isoVersion: string;
                                startedAt: string;
                                finishedAt: string;
                                stored?: {
                                    fileName: string;
                                    storedName: string;
                                    /** @enum {string} */
                                    format: "zstd-seekable";
                                    sizeBytes: number;
                                    frameBytes: number;
                                    level: number;
                                    sha256: string;
                                }[];
                            } | null;
                            files: components["schemas"]["IsoFile"][];
                            missingFiles: string[];
                            improves: {
                                id: number;
                                fileName: string;
                                isComplete: boolean;
                                badBytes: number;
                            }[];
                            improvedBy: {
                                id: number;
                                fileName: string;
                                isComplete: boolean;
                                badBytes: number;
                            }[];
                            verifications: components["schemas"]["Verification"][];
                            dumpMatches: {
                                dat: string;
                                version: string | null;
                                title: string;
                                tracks: number;
                                matched: number;
                                isWhole: boolean;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Put an image with its papers into the trash
         * @description Needs role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Iso"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The image, or one of its files; Range and If-Range go on where a download was cut off
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    file?: string;
                    as?: "content" | "stored";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an image out of the trash
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Iso"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare the image with its checksums, as a job
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * DAT files, and how many images are known by each; whether images are being looked up just now
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["DatFile"][];
                            isMatching: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Import a DAT file (Logiqx XML as redump publishes it): the XML is the body. It takes the place of the one of its name
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            /** @description The file. */
            requestBody: {
                content: {
                    "application/xml": unknown;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DatFile"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dats/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a DAT file; images that it alone knew are not known any more
         * @description Needs role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/rescue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on reading the disc from this damaged image, into a new one; only what is missing is read
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RescueOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make one image of several of the same disc, as a job: each sector from a copy that has it
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MergeOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/build": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an image of a folder, as a job: ISO 9660 with Rock Ridge and Joliet, read back and compared
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BuildOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the images of a folder and all below it into the library, as a job; or only tell what would be taken
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        path: string;
                        dryRun?: boolean;
                        /** @enum {unknown} */
                        checkSums?: "now" | "later";
                        priority?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All storage targets, by name, with what lies there; secrets are never shown
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                name: string;
                                /** @enum {unknown} */
                                after: "never" | "complete" | "always";
                                keepLocal: boolean;
                                setup: {
                                    /** @enum {string} */
                                    kind: "s3";
                                    endpoint: string;
                                    region: string;
                                    bucket: string;
                                    prefix: string;
                                    accessKeyId: string;
                                    pathStyle: boolean;
                                } | {
                                    /** @enum {string} */
                                    kind: "folder";
                                    path: string;
                                };
                                hasSecret: boolean;
                                createdAt: string;
                                copies: number;
                                copiedBytes: number;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a storage target: a bucket that speaks S3, or a folder where other storage is mounted
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        /** @enum {unknown} */
                        after: "never" | "complete" | "always";
                        keepLocal: boolean;
                        setup: {
                            /** @enum {unknown} */
                            kind: "s3" | "folder";
                        } & {
                            [key: string]: unknown;
                        };
                        secret?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            /** @enum {unknown} */
                            after: "never" | "complete" | "always";
                            keepLocal: boolean;
                            setup: {
                                /** @enum {string} */
                                kind: "s3";
                                endpoint: string;
                                region: string;
                                bucket: string;
                                prefix: string;
                                accessKeyId: string;
                                pathStyle: boolean;
                            } | {
                                /** @enum {string} */
                                kind: "folder";
                                path: string;
                            };
                            hasSecret: boolean;
                            createdAt: string;
                            copies: number;
                            copiedBytes: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/targets/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What images can be sent to, by name
         * @description Needs role operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            targets: {
                                id: number;
                                name: string;
                                /** @enum {unknown} */
                                kind: "s3" | "folder";
                                keepLocal: boolean;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/targets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a storage target; without a secret the one that it has stays
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        /** @enum {unknown} */
                        after: "never" | "complete" | "always";
                        keepLocal: boolean;
                        setup: {
                            /** @enum {unknown} */
                            kind: "s3" | "folder";
                        } & {
                            [key: string]: unknown;
                        };
                        secret?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            /** @enum {unknown} */
                            after: "never" | "complete" | "always";
                            keepLocal: boolean;
                            setup: {
                                /** @enum {string} */
                                kind: "s3";
                                endpoint: string;
                                region: string;
                                bucket: string;
                                prefix: string;
                                accessKeyId: string;
                                pathStyle: boolean;
                            } | {
                                /** @enum {string} */
                                kind: "folder";
                                path: string;
                            };
                            hasSecret: boolean;
                            createdAt: string;
                            copies: number;
                            copiedBytes: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Forget a storage target; the files there stay
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/targets/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a target as it is stored or as it is given: write a small file, read it back, remove it
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id?: number;
                        target?: {
                            name: string;
                            /** @enum {unknown} */
                            after: "never" | "complete" | "always";
                            keepLocal: boolean;
                            setup: {
                                /** @enum {unknown} */
                                kind: "s3" | "folder";
                            } & {
                                [key: string]: unknown;
                            };
                            secret?: string | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            isGood: boolean;
                            answer: string;
                            durationMs: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/copies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Copies of an image at storage targets, compared or on their way
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            copies: {
                                targetId: number;
                                targetName: string;
                                /** @enum {unknown} */
                                kind: "s3" | "folder";
                                place: string;
                                sizeBytes: number;
                                isComplete: boolean;
                                begunAt: string;
                                verifiedAt: string | null;
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the image to a storage target, as a job: compared there, and going on where it was cut off
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        target: number;
                        priority?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/compress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compress the image into seekable zstd frames, as a job; browsing and Range downloads go on working
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        level?: number;
                        priority?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/decompress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a compressed image what it was, as a job
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the image with its papers to another folder, as a job: compared there before the original goes
         * @description Needs role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        outputPath: string;
                        priority?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A folder inside an image, without mounting it
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    path?: string;
                    view?: "udf" | "rock-ridge" | "joliet" | "iso9660";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InsideListing"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One file out of an image; Range takes a part. X-Bad-Bytes: how much of it the disc did not give
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query: {
                    path: string;
                    view?: "udf" | "rock-ridge" | "joliet" | "iso9660";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/files/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Folders and files out of an image as one zip archive, not compressed; what is not in it, or damaged, is named in it
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    path?: string[];
                    view?: "udf" | "rock-ridge" | "joliet" | "iso9660";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The archive. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Several images with all their files as one zip archive, not compressed
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query: {
                    ids: number[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The archive. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/isos/{id}/damage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bad sectors, and the files and structures that they hit
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImageDamage"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Downloads that run now
         * @description Needs role operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: string;
                                isoId: number | null;
                                fileName: string;
                                to: string;
                                startedAt: string;
                                sizeBytes: number;
                                sentBytes: number;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cut a download off
         * @description Needs role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Processor, memory, disks, space, drives, workers, programs
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SystemStatus"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last hour, a sample every five seconds
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            samples: components["schemas"]["MetricsSample"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lines of the log, newest first
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    level?: ("debug" | "info" | "warning" | "error")[];
                    job?: string;
                    from?: string;
                    to?: string;
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                jobUuid: string | null;
                                /** @enum {unknown} */
                                level: "debug" | "info" | "warning" | "error";
                                message: string;
                                details: {
                                    [key: string]: unknown;
                                } | null;
                                at: string;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, all of it, oldest first: a JSON object a line, or plain text
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    level?: ("debug" | "info" | "warning" | "error")[];
                    job?: string;
                    from?: string;
                    to?: string;
                    q?: string;
                    format?: "jsonl" | "text";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description application/x-ndjson, or text/plain */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The settings
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Change settings: what is given, all or nothing, at once
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        general?: {
                            [key: string]: unknown;
                        };
                        drives?: {
                            [key: string]: unknown;
                        };
                        jobDefaults?: {
                            [key: string]: unknown;
                        };
                        retention?: {
                            [key: string]: unknown;
                        };
                        library?: {
                            [key: string]: unknown;
                        };
                        imageRetention?: {
                            [key: string]: unknown;
                        };
                        logging?: {
                            [key: string]: unknown;
                        };
                        workers?: {
                            [key: string]: unknown;
                        };
                        cache?: {
                            [key: string]: unknown;
                        };
                        backup?: {
                            [key: string]: unknown;
                        };
                        downloads?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/config/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings and drive profiles as a file; secrets are not among them
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            format: "disk2iso-settings";
                            /** @enum {number} */
                            formatVersion: 1;
                            version: string;
                            /** Format: date-time */
                            createdAt: string;
                            settings: {
                                [key: string]: {
                                    [key: string]: unknown;
                                };
                            };
                            drives: {
                                key: string;
                                profile: components["schemas"]["DriveProfile"];
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/config/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over such a file, all or nothing; with dryRun only say what would change
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: {
                    dryRun?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        format: "disk2iso-settings";
                        /** @enum {number} */
                        formatVersion: 1;
                        version: string;
                        /** Format: date-time */
                        createdAt: string;
                        settings: {
                            [key: string]: {
                                [key: string]: unknown;
                            };
                        };
                        drives: {
                            key: string;
                            profile: components["schemas"]["DriveProfile"];
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsImport"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look into a folder below the allowed ones, to choose it or an image in it
         * @description Needs role operator.
         */
        get: {
            parameters: {
                query?: {
                    path?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            path: string;
                            parent: string | null;
                            isWritable: boolean;
                            freeBytes: number | null;
                            folders: {
                                name: string;
                                path: string;
                            }[];
                            images: {
                                name: string;
                                path: string;
                                sizeBytes: number;
                            }[];
                            isCut: boolean;
                            roots: string[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Backups, newest first; where they lie, and when the next one is made
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            folder: string;
                            nextAt: string | null;
                            items: components["schemas"]["BackupView"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a backup now; a passphrase seals the key file in it, which is left out without one
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        passphrase?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BackupView"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/backups/{name}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file of a backup
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description application/gzip */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/backups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a backup
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Prometheus text. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/jobs/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens to a job: status, progress, map, log
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    lastEventId?: string;
                };
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description text/event-stream */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens anywhere: drives, jobs, images, figures, notices; with jobs= also what happens to those
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: {
                    jobs?: string;
                    lastEventId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description text/event-stream */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one may come in
         * @description For everybody.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccessState"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first administrator, with the token of the link that the start of the server prints
         * @description For everybody.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetupOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in: begins a session, with a cookie
         * @description For everybody.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LoginOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who one is
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/openid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to the OpenID provider to log in
         * @description For everybody.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A redirection. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/openid/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from the OpenID provider: begins a session
         * @description For everybody.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A redirection to the browser interface; with ?error= to its log-in page, if it failed. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change your password; all your other sessions end
         * @description Needs role viewer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        current: string;
                        next: string;
                    };
                };
            };
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your sessions, newest first
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Session"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * End all your sessions but this one
         * @description Needs role viewer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Needs role viewer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Confirm it with a code; answers the recovery codes, once
         * @description Needs role viewer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recoveryCodes: string[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Begin a second factor: a secret for your app (TOTP), not needed until a code confirms it
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            uri: string;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do without a second factor
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All users, by name
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["User"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a user
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change name to be shown, role, or whether somebody may log in; holds at once in live sessions
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChangeOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Remove a user with all sessions and keys
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a new password; ends all sessions of this user
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log a user out everywhere
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take the second factor of a user away who has lost it
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your API keys; administrators see all
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ApiKey"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make an API key of at most your role; the answer is the only place where it is ever seen
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ApiKeyOrder"];
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            prefix: string;
                            owner: string;
                            /** @enum {unknown} */
                            role: "viewer" | "operator" | "admin";
                            createdAt: string;
                            expiresAt: string | null;
                            lastUsedAt: string | null;
                            key: string;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key of yours at once; administrators any
         * @description Needs role viewer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what from where, and what was refused; newest first
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    actor?: string;
                    action?: string;
                    result?: "done" | "refused" | "failed";
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AuditEntry"][];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, all of it, a JSON object a line
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: {
                    actor?: string;
                    action?: string;
                    result?: "done" | "refused" | "failed";
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description application/x-ndjson */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All channels, by name, with how they fare; secrets are never shown
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                name: string;
                                isEnabled: boolean;
                                isOffered: boolean;
                                /** @enum {unknown} */
                                language: "en" | "de";
                                events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                                setup: {
                                    /** @enum {string} */
                                    type: "email";
                                    host: string;
                                    port: number;
                                    /** @enum {unknown} */
                                    security: "tls" | "starttls" | "none";
                                    user: string | null;
                                    ca: string | null;
                                    from: string;
                                    to: string[];
                                } | {
                                    /** @enum {string} */
                                    type: "webhook";
                                    url: string;
                                } | {
                                    /** @enum {string} */
                                    type: "ntfy";
                                    url: string;
                                    topic: string | null;
                                } | {
                                    /** @enum {string} */
                                    type: "mqtt";
                                    url: string;
                                    user: string | null;
                                    ca: string | null;
                                    prefix: string;
                                    discoveryPrefix: string | null;
                                };
                                hasSecret: boolean;
                                createdAt: string;
                                lastSuccessAt: string | null;
                                lastErrorAt: string | null;
                                lastError: string | null;
                                retryAt: string | null;
                                waiting: number;
                                givenUp: number;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a channel: e-mail, webhook, ntfy or MQTT
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        isEnabled: boolean;
                        isOffered: boolean;
                        /** @enum {unknown} */
                        language: "en" | "de";
                        events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                        setup: {
                            /** @enum {unknown} */
                            type: "email" | "webhook" | "ntfy" | "mqtt";
                        } & {
                            [key: string]: unknown;
                        };
                        secret?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            isEnabled: boolean;
                            isOffered: boolean;
                            /** @enum {unknown} */
                            language: "en" | "de";
                            events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                            setup: {
                                /** @enum {string} */
                                type: "email";
                                host: string;
                                port: number;
                                /** @enum {unknown} */
                                security: "tls" | "starttls" | "none";
                                user: string | null;
                                ca: string | null;
                                from: string;
                                to: string[];
                            } | {
                                /** @enum {string} */
                                type: "webhook";
                                url: string;
                            } | {
                                /** @enum {string} */
                                type: "ntfy";
                                url: string;
                                topic: string | null;
                            } | {
                                /** @enum {string} */
                                type: "mqtt";
                                url: string;
                                user: string | null;
                                ca: string | null;
                                prefix: string;
                                discoveryPrefix: string | null;
                            };
                            hasSecret: boolean;
                            createdAt: string;
                            lastSuccessAt: string | null;
                            lastErrorAt: string | null;
                            lastError: string | null;
                            retryAt: string | null;
                            waiting: number;
                            givenUp: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a channel; without a secret the one that it has stays
         * @description Needs role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        isEnabled: boolean;
                        isOffered: boolean;
                        /** @enum {unknown} */
                        language: "en" | "de";
                        events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                        setup: {
                            /** @enum {unknown} */
                            type: "email" | "webhook" | "ntfy" | "mqtt";
                        } & {
                            [key: string]: unknown;
                        };
                        secret?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            isEnabled: boolean;
                            isOffered: boolean;
                            /** @enum {unknown} */
                            language: "en" | "de";
                            events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                            setup: {
                                /** @enum {string} */
                                type: "email";
                                host: string;
                                port: number;
                                /** @enum {unknown} */
                                security: "tls" | "starttls" | "none";
                                user: string | null;
                                ca: string | null;
                                from: string;
                                to: string[];
                            } | {
                                /** @enum {string} */
                                type: "webhook";
                                url: string;
                            } | {
                                /** @enum {string} */
                                type: "ntfy";
                                url: string;
                                topic: string | null;
                            } | {
                                /** @enum {string} */
                                type: "mqtt";
                                url: string;
                                user: string | null;
                                ca: string | null;
                                prefix: string;
                                discoveryPrefix: string | null;
                            };
                            hasSecret: boolean;
                            createdAt: string;
                            lastSuccessAt: string | null;
                            lastErrorAt: string | null;
                            lastError: string | null;
                            retryAt: string | null;
                            waiting: number;
                            givenUp: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Remove a channel with all that waits for it
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test at once, by a channel as it is stored or as it is given, and tell what the receiver says
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id?: number;
                        channel?: {
                            name: string;
                            isEnabled: boolean;
                            isOffered: boolean;
                            /** @enum {unknown} */
                            language: "en" | "de";
                            events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                            setup: {
                                /** @enum {unknown} */
                                type: "email" | "webhook" | "ntfy" | "mqtt";
                            } & {
                                [key: string]: unknown;
                            };
                            secret?: string | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            isDelivered: boolean;
                            answers: {
                                target: string;
                                isDelivered: boolean;
                                answer: string;
                            }[];
                            durationMs: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages that wait, were delivered or given up, newest first
         * @description Needs role admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    state?: "waiting" | "delivered" | "given-up";
                    channel?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                messageId: string;
                                channelId: number;
                                channelName: string;
                                target: string;
                                type: string;
                                title: string;
                                createdAt: string;
                                /** @enum {unknown} */
                                state: "waiting" | "delivered" | "given-up";
                                attempts: number;
                                nextAt: string | null;
                                lastError: string | null;
                                endedAt: string | null;
                            }[];
                            nextCursor: string | null;
                            total: number;
                            totalIsExact: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/outbox/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a message now, also one that was given up
         * @description Needs role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            messageId: string;
                            channelId: number;
                            channelName: string;
                            target: string;
                            type: string;
                            title: string;
                            createdAt: string;
                            /** @enum {unknown} */
                            state: "waiting" | "delivered" | "given-up";
                            attempts: number;
                            nextAt: string | null;
                            lastError: string | null;
                            endedAt: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/outbox/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Discard a message
         * @description Needs role admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your own addresses for notifications, and the channels that you can choose
         * @description Needs role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                channelId: number;
                                channelName: string;
                                /** @enum {unknown} */
                                channelType: "email" | "webhook" | "ntfy" | "mqtt";
                                target: string;
                                isEnabled: boolean;
                                /** @enum {unknown} */
                                language: "en" | "de";
                                events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                            }[];
                            offered: {
                                id: number;
                                name: string;
                                /** @enum {unknown} */
                                type: "email" | "webhook" | "ntfy" | "mqtt";
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Be told at an address or topic of your own
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        channelId: number;
                        target: string;
                        isEnabled: boolean;
                        /** @enum {unknown} */
                        language: "en" | "de";
                        events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            channelId: number;
                            channelName: string;
                            /** @enum {unknown} */
                            channelType: "email" | "webhook" | "ntfy" | "mqtt";
                            target: string;
                            isEnabled: boolean;
                            /** @enum {unknown} */
                            language: "en" | "de";
                            events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one of your addresses, its events or its language
         * @description Needs role viewer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        channelId: number;
                        target: string;
                        isEnabled: boolean;
                        /** @enum {unknown} */
                        language: "en" | "de";
                        events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            channelId: number;
                            channelName: string;
                            /** @enum {unknown} */
                            channelType: "email" | "webhook" | "ntfy" | "mqtt";
                            target: string;
                            isEnabled: boolean;
                            /** @enum {unknown} */
                            language: "en" | "de";
                            events: ("job.completed" | "job.damaged" | "job.failed" | "job.waiting" | "image.damaged" | "disc.inserted" | "drive.faulty" | "drive.gone" | "space.low" | "backup.failed")[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Be told no more at one of your addresses
         * @description Needs role viewer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/notifications/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to one of your addresses, and tell what the receiver says
         * @description Needs role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            isDelivered: boolean;
                            answers: {
                                target: string;
                                isDelivered: boolean;
                                answer: string;
                            }[];
                            durationMs: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccessState: {
            /** @enum {unknown} */
            auth: "users" | "none";
            needsSetup: boolean;
            openId: string | null;
        };
        ApiKey: {
            id: number;
            name: string;
            prefix: string;
            owner: string;
            /** @enum {unknown} */
            role: "viewer" | "operator" | "admin";
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
        };
        ApiKeyOrder: {
            name: string;
            /** @enum {unknown} */
            role: "viewer" | "operator" | "admin";
            days?: number;
        };
        AuditEntry: {
            id: number;
            at: string;
            actor: string | null;
            address: string | null;
            action: string;
            target: string | null;
            /** @enum {unknown} */
            result: "done" | "refused" | "failed";
            code: string | null;
        };
        BackupView: {
            name: string;
            createdAt: string;
            /** @enum {unknown} */
            reason: "manual" | "schedule" | "migration";
            sizeBytes: number;
            version: string | null;
            schema: number | null;
            hasSecrets: boolean | null;
        };
        BulkOrder: {
            /** @enum {unknown} */
            action: "pause" | "resume" | "retry" | "cancel" | "delete";
            uuids: string[];
        };
        BulkResult: {
            results: {
                uuid: string;
                isOk: boolean;
                code: string | null;
                message: string | null;
            }[];
        };
        BuildOrder: {
            folder: string;
            label: string;
            filename?: string | null;
            outputPath?: string;
            priority?: number;
        };
        Cells: {
            sizeBytes: number;
            rescuedBytes: number;
            cells: [
                "bad" | "pending" | "untried" | "partial" | "rescued",
                number,
                number
            ][];
        };
        DatFile: {
            id: number;
            name: string;
            version: string | null;
            description: string | null;
            importedAt: string;
            importedBy: string;
            dumps: number;
            tracks: number;
            skipped: number;
            images: number;
        };
        Disc: {
            /** @enum {unknown} */
            kind: "data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown";
            kindIsOverridden: boolean;
            media: ("cd" | "cd-r" | "cd-rw" | "dvd" | "dvd-r" | "dvd-rw" | "dvd-ram" | "dvd+r" | "dvd+rw" | "dvd+r-dl" | "dvd+rw-dl" | "hddvd" | "bd" | "bd-r" | "bd-re" | "image") | null;
            state: ("blank" | "appendable" | "complete" | "other") | null;
            label: string | null;
            volumeUuid: string | null;
            fileSystems: ("iso9660" | "joliet" | "rock-ridge" | "el-torito" | "udf" | "hfs" | "hfs+")[];
            sessionCount: number | null;
            lastSessionLba: number;
            tracks: {
                number: number;
                session: number;
                /** @enum {unknown} */
                type: "audio" | "data";
                startLba: number;
                sectorCount: number;
                control: number;
            }[];
            capBytes: number | null;
            fsBytes: number | null;
            createdAt: string | null;
            volumeFacts: {
                [key: string]: string;
            };
            fingerprint: components["schemas"]["Fingerprint"];
            warnings: string[];
        };
        DriveError: {
            at: string;
            code: string;
            message: string;
            jobUuid: string | null;
        };
        DriveInfo: {
            id: string;
            kind: "optical" | "image";
            devicePath: string;
            vendor: string | null;
            model: string | null;
            firmware: string | null;
            serial: string | null;
            bus: string | null;
            pathId: string | null;
            capabilities: {
                readsCd: boolean;
                readsDvd: boolean;
                readsBluray: boolean;
                writes: boolean;
                closesTray: boolean | null;
                locksTray: boolean | null;
                changesSpeed: boolean | null;
                maxCdSpeed: number | null;
            };
        };
        DriveProfile: {
            isEnabled: boolean;
            name: string | null;
            readOffsetSamples: number;
            readSpeedKBps: number | null;
            automatic: {
                isEnabled: boolean;
                /** @enum {unknown} */
                mode: "standard" | "rescue" | "clone";
                outputPath: string | null;
                priority: number;
                options: components["schemas"]["ReadJobOptions"];
            };
        };
        DriveView: {
            key: string;
            info: components["schemas"]["DriveInfo"];
            /** @enum {unknown} */
            state: "empty" | "open" | "loading" | "ready" | "reading" | "faulty" | "offline";
            disc: components["schemas"]["Disc"] | null;
            sequence: string | null;
            discError: string | null;
            profile: components["schemas"]["DriveProfile"];
            faultySince: string | null;
            holder: string | null;
        };
        Fingerprint: {
            id: string;
            volumeUuid: string | null;
            label: string | null;
            capBytes: number | null;
            fsBytes: number | null;
            headSha256: string | null;
            tocSha256: string | null;
        };
        FolderListing: {
            path: string;
            parent: string | null;
            isWritable: boolean;
            freeBytes: number | null;
            folders: {
                name: string;
                path: string;
            }[];
            images: {
                name: string;
                path: string;
                sizeBytes: number;
            }[];
            isCut: boolean;
        };
        GoOnOrder: {
            device?: string;
            /** @enum {unknown} */
            mode?: "standard" | "rescue" | "clone";
        };
        ImageDamage: {
            badBytes: number;
            badSectors: {
                firstLba: number;
                lastLba: number;
            }[];
            inside: components["schemas"]["InsideDamage"] | null;
            reason: string | null;
        };
        ImageDriveSlot: {
            id: string;
            path: string | null;
            rateKBps: number | null;
            badSectors: {
                firstLba: number;
                lastLba: number;
            }[];
        };
        InsideDamage: {
            files: {
                path: string;
                sizeBytes: number;
                badBytes: number;
                share: number;
                ranges: {
                    firstLba: number;
                    lastLba: number;
                }[];
            }[];
            fileCount: number;
            structures: {
                name: string;
                ranges: {
                    firstLba: number;
                    lastLba: number;
                }[];
            }[];
            structureCount: number;
            checkedFiles: number;
            unknown: string[];
            unknownCount: number;
            unusedSectors: number;
            isEveryFileIntact: boolean;
        };
        InsideEntry: {
            name: string;
            /** @enum {unknown} */
            kind: "file" | "directory" | "symlink" | "other";
            sizeBytes: number;
            modifiedAt: string | null;
            linkTarget: string | null;
            badBytes: number | null;
            preview: ("picture" | "audio" | "video") | null;
        };
        InsideListing: {
            path: string;
            /** @enum {unknown} */
            view: "udf" | "rock-ridge" | "joliet" | "iso9660";
            views: ("udf" | "rock-ridge" | "joliet" | "iso9660")[];
            label: string | null;
            udfRevision: string | null;
            boot: {
                platform: string;
                isBootable: boolean;
                /** @enum {unknown} */
                emulation: "none" | "floppy" | "hard-disk";
                lba: number;
                sizeBytes: number;
            }[];
            entries: components["schemas"]["InsideEntry"][];
            nextCursor: string | null;
            problems: string[];
            hasLosses: boolean;
        };
        Iso: {
            id: number;
            jobUuid: string | null;
            fileName: string;
            title: string | null;
            tags: string[];
            filePath: string;
            sizeBytes: number;
            storedBytes: number | null;
            md5: string | null;
            sha256: string | null;
            sha1: string | null;
            crc32: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            discLabel: string | null;
            fingerprintId: string | null;
            isComplete: boolean;
            badBytes: number;
            createdAt: string;
            verifiedAt: string | null;
            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
            isPresent: boolean;
            missingSince: string | null;
            changedSince: string | null;
            droppedAt: string | null;
            knownGood: {
                dat: string;
                version: string | null;
                title: string;
                tracks: number;
            } | null;
            trashedAt: string | null;
        };
        IsoDetail: {
            id: number;
            jobUuid: string | null;
            fileName: string;
            title: string | null;
            tags: string[];
            filePath: string;
            sizeBytes: number;
            storedBytes: number | null;
            md5: string | null;
            sha256: string | null;
            sha1: string | null;
            crc32: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            discLabel: string | null;
            fingerprintId: string | null;
            isComplete: boolean;
            badBytes: number;
            createdAt: string;
            verifiedAt: string | null;
            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
            isPresent: boolean;
            missingSince: string | null;
            changedSince: string | null;
            droppedAt: string | null;
            knownGood: {
                dat: string;
                version: string | null;
                title: string;
                tracks: number;
            } | null;
            trashedAt: string | null;
            notes: string | null;
            provenance: components["schemas"]["Provenance"] | null;
            files: components["schemas"]["IsoFile"][];
            missingFiles: string[];
            improves: {
                id: number;
                fileName: string;
                isComplete: boolean;
                badBytes: number;
            }[];
            improvedBy: {
                id: number;
                fileName: string;
                isComplete: boolean;
                badBytes: number;
            }[];
            verifications: components["schemas"]["Verification"][];
            dumpMatches: {
                dat: string;
                version: string | null;
                title: string;
                tracks: number;
                matched: number;
                isWhole: boolean;
            }[];
        };
        IsoFile: {
            name: string;
            /** @enum {unknown} */
            role: "image" | "track" | "session" | "sheet" | "log" | "sidecar";
            sizeBytes: number;
            compressed: {
                name: string;
                sizeBytes: number;
            } | null;
            checksums: {
                sha256?: string;
                md5?: string;
                sha1?: string;
                crc32?: string;
            };
        };
        Job: {
            /** Format: uuid */
            uuid: string;
            /** @enum {unknown} */
            kind: "read" | "verify" | "compress" | "expand" | "move" | "import" | "build" | "merge" | "upload";
            driveKey: string | null;
            device: string | null;
            fingerprint: components["schemas"]["Fingerprint"] | null;
            discLabel: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            outputPath: string;
            mode: ("standard" | "rescue" | "clone") | null;
            options: components["schemas"]["ReadJobOptions"] | null;
            work: ({
                /** @enum {string} */
                kind: "verify";
            } | {
                /** @enum {string} */
                kind: "read";
                from: number;
            } | {
                /** @enum {string} */
                kind: "merge";
                images: number[];
                baseName: string;
            } | {
                /** @enum {string} */
                kind: "build";
                folder: string;
                label: string;
                baseName: string;
            } | {
                /** @enum {string} */
                kind: "compress";
                level: number;
            } | {
                /** @enum {string} */
                kind: "expand";
            } | {
                /** @enum {string} */
                kind: "move";
                from: string;
            } | {
                /** @enum {string} */
                kind: "import";
                path: string;
                dryRun: boolean;
                /** @enum {unknown} */
                checkSums: "now" | "later";
                report?: {
                    found: number;
                    added: {
                        count: number;
                        first: string[];
                    };
                    addedBytes: number;
                    known: {
                        count: number;
                        first: string[];
                    };
                    changed: {
                        count: number;
                        first: string[];
                    };
                    mismatched: {
                        count: number;
                        first: string[];
                    };
                    refused: {
                        count: number;
                        first: {
                            path: string;
                            /** @enum {unknown} */
                            why: "link" | "unreadable" | "gone" | "unsupported" | "sheet-without-files" | "missing" | "shared-files" | "shared-papers" | "not-seekable" | "damaged";
                        }[];
                    };
                };
            } | {
                /** @enum {string} */
                kind: "upload";
                target: number;
            }) | null;
            isoId: number | null;
            /** @enum {unknown} */
            status: "queued" | "running" | "paused" | "completed" | "failed" | "cancelled";
            pauseReason: ("user" | "no_space" | "disc_missing" | "drive_missing" | "output_missing" | "target_missing") | null;
            wish: ("pause" | "cancel") | null;
            phase: ("identifying" | "preparing" | "reading" | "trimming" | "scraping" | "retrying" | "rereading" | "verifying" | "hashing" | "storing" | "compressing" | "expanding" | "comparing" | "copying" | "scanning" | "importing" | "building" | "merging" | "uploading") | null;
            priority: number;
            position: number;
            fraction: number;
            sizeBytes: number | null;
            bytesDone: number;
            bytesPerSecond: number | null;
            badBytes: number;
            readErrors: number;
            errorCode: string | null;
            errorMessage: string | null;
            restarts: number;
            imagePath: string | null;
            createdBy: string;
            createdAt: string;
            startedAt: string | null;
            endedAt: string | null;
            updatedAt: string;
            trashedUntil: string | null;
        };
        JobChangeOrder: {
            /** @enum {unknown} */
            mode?: "standard" | "rescue" | "clone";
            filename?: string | null;
            outputPath?: string;
            priority?: number;
            verify?: boolean;
            retries?: number;
            blockSize?: number | null;
            /** @enum {unknown} */
            onReadError?: "rescue" | "fail";
            readSpeed?: number | null;
            /** @enum {unknown} */
            eject?: "never" | "success" | "always";
            kind?: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            domain?: ("fs" | "cap") | null;
            checksums?: ("sha256" | "md5" | "sha1" | "crc32")[];
            sortByKind?: boolean;
            compress?: boolean;
            tags?: components["schemas"]["MusicTags"] | null;
            reversePass?: boolean;
            excluded?: {
                firstLba: number;
                lastLba: number;
            }[];
            giveUpAfterSeconds?: number | null;
            readOffsetSamples?: number;
            subChannels?: boolean;
            before?: string | null;
        };
        JobDetail: {
            job: components["schemas"]["Job"];
            timeline: components["schemas"]["JobEvent"][];
            progress: components["schemas"]["Progress"] | null;
            map: components["schemas"]["Cells"] | null;
        };
        JobEvent: {
            id: number;
            jobUuid: string;
            at: string;
            /** @enum {unknown} */
            type: "created" | "changed" | "started" | "paused" | "resumed" | "retried" | "interrupted" | "recovered" | "rescue-begins" | "disc" | "reading-done" | "ejected" | "completed" | "failed" | "cancelled";
            actor: string | null;
            message: string;
        };
        JobOrder: {
            device: string;
            /** @enum {unknown} */
            mode?: "standard" | "rescue" | "clone";
            filename?: string | null;
            outputPath?: string;
            priority?: number;
            verify?: boolean;
            retries?: number;
            blockSize?: number | null;
            /** @enum {unknown} */
            onReadError?: "rescue" | "fail";
            readSpeed?: number | null;
            /** @enum {unknown} */
            eject?: "never" | "success" | "always";
            kind?: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            domain?: ("fs" | "cap") | null;
            checksums?: ("sha256" | "md5" | "sha1" | "crc32")[];
            sortByKind?: boolean;
            compress?: boolean;
            tags?: components["schemas"]["MusicTags"] | null;
            reversePass?: boolean;
            excluded?: {
                firstLba: number;
                lastLba: number;
            }[];
            giveUpAfterSeconds?: number | null;
            readOffsetSamples?: number;
            subChannels?: boolean;
        };
        LoginOrder: {
            name: string;
            password: string;
            code?: string;
        };
        LogLine: {
            id: number;
            jobUuid: string | null;
            /** @enum {unknown} */
            level: "debug" | "info" | "warning" | "error";
            message: string;
            details: {
                [key: string]: unknown;
            } | null;
            at: string;
        };
        Me: {
            name: string;
            displayName: string;
            /** @enum {unknown} */
            role: "viewer" | "operator" | "admin";
            /** @enum {unknown} */
            by: "session" | "key" | "none";
            hasPassword: boolean;
            hasSecondFactor: boolean;
            recoveryCodes: number;
        };
        MergeOrder: {
            ids: number[];
            filename?: string | null;
            outputPath?: string;
            priority?: number;
        };
        MetricsSample: {
            at: string;
            cpu: number | null;
            load: number | null;
            memoryUsedBytes: number | null;
            memoryTotalBytes: number | null;
            diskReadBytesPerSecond: number | null;
            diskWriteBytesPerSecond: number | null;
            temperatureCelsius: number | null;
            processMemoryBytes: number | null;
        };
        MusicTags: {
            /** @enum {unknown} */
            source: "none" | "cd-text" | "musicbrainz" | "person";
            releaseId: string | null;
            disc: {
                title: string | null;
                performer: string | null;
                songwriter: string | null;
                composer: string | null;
                arranger: string | null;
                genre: string | null;
                date: string | null;
            };
            tracks: {
                number: number;
                text: {
                    title: string | null;
                    performer: string | null;
                    songwriter: string | null;
                    composer: string | null;
                    arranger: string | null;
                    genre: string | null;
                    date: string | null;
                };
            }[];
        };
        Origin: {
            /** @enum {string} */
            type: "rescue";
            from: {
                jobId: string;
                fileName: string;
                sizeBytes: number;
                sha256: string | null;
                badBytes: number;
            };
            missingSectors: number;
        } | {
            /** @enum {string} */
            type: "merge";
            sources: {
                jobId: string;
                fileName: string;
                sizeBytes: number;
                sha256: string | null;
                badBytes: number;
                sectorsTaken: number;
            }[];
            outvoted: {
                firstLba: number;
                lastLba: number;
            }[];
            conflicts: {
                firstLba: number;
                lastLba: number;
            }[];
        } | {
            /** @enum {string} */
            type: "build";
            folder: string;
            fileCount: number;
            folderCount: number;
            contentBytes: number;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            hint: string;
            errors?: {
                field: string;
                message: string;
            }[];
            requestId: string;
        };
        Progress: {
            /** @enum {unknown} */
            phase: "identifying" | "preparing" | "reading" | "trimming" | "scraping" | "retrying" | "rereading" | "verifying" | "hashing" | "storing" | "compressing" | "expanding" | "comparing" | "copying" | "scanning" | "importing" | "building" | "merging" | "uploading";
            pass: number;
            bytesDone: number;
            bytesTotal: number;
            fraction: number;
            items?: {
                done: number;
                total: number;
            };
            bytesPerSecond: number | null;
            etaSeconds: number | null;
            badBytes: number;
            badAreas: number;
            readErrors: number;
            secondsSinceLastRead: number | null;
        };
        Provenance: {
            /** @enum {string} */
            format: "disk2iso-provenance";
            /** @constant */
            formatVersion: 2;
            jobId: string;
            fileName: string;
            sizeBytes: number;
            companions: {
                fileName: string;
                /** @enum {unknown} */
                role: "image" | "track" | "session" | "sheet" | "log";
                sizeBytes: number;
                checksums: {
                    sha256?: string;
                    md5?: string;
                    sha1?: string;
                    crc32?: string;
                };
            }[];
            isComplete: boolean;
            badBytes: number;
            badSectors: {
                firstLba: number;
                lastLba: number;
            }[];
            excludedSectors: {
                firstLba: number;
                lastLba: number;
            }[];
            gapSectors: {
                firstLba: number;
                lastLba: number;
            }[];
            runOutSectors: number;
            checksums: {
                sha256?: string;
                md5?: string;
                sha1?: string;
                crc32?: string;
            };
            secondRead: {
                comparedBytes: number;
                isDirect: boolean;
                disagreeing: {
                    firstLba: number;
                    lastLba: number;
                }[];
                corrected: {
                    firstLba: number;
                    lastLba: number;
                }[];
                unsettled: {
                    firstLba: number;
                    lastLba: number;
                }[];
                unreadable: {
                    firstLba: number;
                    lastLba: number;
                }[];
            } | null;
            /** @enum {unknown} */
            mode: "standard" | "rescue" | "clone";
            /** @enum {unknown} */
            domain: "fs" | "cap";
            options: components["schemas"]["ReadOptions"];
            disc: components["schemas"]["Disc"];
            cd: {
                facts: {
                    catalog: string | null;
                    text: {
                        title: string | null;
                        performer: string | null;
                        songwriter: string | null;
                        composer: string | null;
                        arranger: string | null;
                        genre: string | null;
                        date: string | null;
                    };
                    tracks: {
                        number: number;
                        session: number;
                        /** @enum {unknown} */
                        type: "audio" | "data";
                        mode: string | null;
                        pregapSectors: number | null;
                        laterIndexes: number[];
                        isrc: string | null;
                        isCopyPermitted: boolean;
                        hasPreEmphasis: boolean;
                        text: {
                            title: string | null;
                            performer: string | null;
                            songwriter: string | null;
                            composer: string | null;
                            arranger: string | null;
                            genre: string | null;
                            date: string | null;
                        };
                    }[];
                };
                ids: {
                    accurateRip: string | null;
                    ctdb: string | null;
                    musicBrainz: string | null;
                    freedb: string | null;
                };
                tags: components["schemas"]["MusicTags"];
                readOffsetSamples: number | null;
                audio: {
                    number: number;
                    fileName: string | null;
                    sectorCount: number;
                    /** @enum {unknown} */
                    quality: "good" | "repaired" | "damaged" | "unread";
                    attempts: number;
                    lostSectors: {
                        firstLba: number;
                        lastLba: number;
                    }[];
                    unsettledSectors: {
                        firstLba: number;
                        lastLba: number;
                    }[];
                    repairedSectorCount: number;
                    crc32: string | null;
                    accurateRipV1: string | null;
                    accurateRipV2: string | null;
                }[];
                ctdbCrc: string | null;
                hasSubChannels: boolean;
            } | null;
            drives: components["schemas"]["DriveInfo"][];
            origin?: components["schemas"]["Origin"];
            tools: {
                tool: string;
                version: string | null;
                commandLine: string[];
                startedAt: string;
                endedAt: string;
                exitCode: number | null;
            }[];
            disk2isoVersion: string;
            startedAt: string;
            finishedAt: string;
            stored?: {
                fileName: string;
                storedName: string;
                /** @enum {string} */
                format: "zstd-seekable";
                sizeBytes: number;
                frameBytes: number;
                level: number;
                sha256: string;
            }[];
        };
        ReadJobOptions: {
            reading: components["schemas"]["ReadOptions"];
            kind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            domain: ("fs" | "cap") | null;
            baseName: string | null;
            sortByKind: boolean;
            checksums: ("sha256" | "md5" | "sha1" | "crc32")[];
            tags: components["schemas"]["MusicTags"] | null;
            musicBrainz: {
                baseUrl: string | null;
                timeoutMs: number;
            } | null;
            /** @enum {unknown} */
            eject: "never" | "success" | "always";
            compress?: boolean;
        };
        ReadOptions: {
            retries: number;
            reversePass: boolean;
            clusterSectors: number | null;
            readSpeedKBps: number | null;
            excluded: {
                firstLba: number;
                lastLba: number;
            }[];
            giveUpAfterSeconds: number | null;
            verify: boolean;
            /** @enum {unknown} */
            onReadError: "rescue" | "fail";
            readOffsetSamples: number;
            subChannels: boolean;
        };
        RescueOrder: {
            device: string;
            filename?: string | null;
            outputPath?: string;
            priority?: number;
            verify?: boolean;
            retries?: number;
            blockSize?: number | null;
            readSpeed?: number | null;
            /** @enum {unknown} */
            eject?: "never" | "success" | "always";
            checksums?: ("sha256" | "md5" | "sha1" | "crc32")[];
            compress?: boolean;
            reversePass?: boolean;
            excluded?: {
                firstLba: number;
                lastLba: number;
            }[];
            giveUpAfterSeconds?: number | null;
        };
        Session: {
            id: string;
            createdAt: string;
            lastSeenAt: string;
            expiresAt: string;
            address: string;
            agent: string;
            isCurrent: boolean;
        };
        Settings: {
            general: {
                outputPath: string;
                tempPath: string;
                maxConcurrentJobs: number;
            };
            drives: {
                autoDetection: boolean;
                pollIntervalMs: number;
            };
            jobDefaults: {
                /** @enum {unknown} */
                mode: "standard" | "rescue" | "clone";
                verify: boolean;
                retries: number;
                blockSize: number | null;
                /** @enum {unknown} */
                onReadError: "rescue" | "fail";
                /** @enum {unknown} */
                eject: "never" | "success" | "always";
                sortByKind: boolean;
                checksums: ("sha256" | "md5" | "sha1" | "crc32")[];
                compress: boolean;
                musicBrainz: boolean;
            };
            retention: {
                jobDays: number | null;
                logDays: number | null;
                auditDays: number | null;
                driveDays: number | null;
                trashDays: number;
            };
            library: {
                lookMinutes: number;
                verifyBySchedule: boolean;
                verifyEveryDays: number;
                verifyDailyGB: number;
                verifyFromHour: number;
                verifyToHour: number;
            };
            imageRetention: {
                enabled: boolean;
                olderThanDays: number | null;
                kinds: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown")[];
                keepFreeGB: number | null;
                withDamaged: boolean;
            };
            logging: {
                /** @enum {unknown} */
                level: "debug" | "info" | "warning" | "error";
                sentryDsn: string | null;
            };
            workers: {
                mapIntervalSeconds: number;
                heartbeatLimitSeconds: number;
                niceness: number;
            };
            cache: {
                discFacts: boolean;
                statusSeconds: number;
            };
            backup: {
                enabled: boolean;
                everyHours: number;
                hour: number;
                keep: number;
                folder: string | null;
            };
            downloads: {
                maxConcurrent: number;
                rateKBps: number | null;
            };
        };
        SettingsFile: {
            /** @enum {string} */
            format: "disk2iso-settings";
            /** @constant */
            formatVersion: 1;
            version: string;
            /** Format: date-time */
            createdAt: string;
            settings: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            drives: {
                key: string;
                profile: components["schemas"]["DriveProfile"];
            }[];
        };
        SettingsImport: {
            isApplied: boolean;
            settings: {
                field: string;
                from: unknown;
                to: unknown;
            }[];
            drives: {
                key: string;
                name: string;
                changes: {
                    field: string;
                    from: unknown;
                    to: unknown;
                }[];
            }[];
            unknownDrives: string[];
        };
        SetupOrder: {
            token: string;
            name: string;
            displayName?: string;
            password: string;
        };
        SpaceReport: {
            /** @enum {unknown} */
            purpose: "library" | "temp" | "data";
            path: string;
            freeBytes: number | null;
            totalBytes: number | null;
        };
        SystemStatus: {
            version: string;
            nodeVersion: string;
            hostname: string;
            startedAt: string;
            now: string;
            uptimeSeconds: number;
            cores: number;
            metrics: components["schemas"]["MetricsSample"] | null;
            space: components["schemas"]["SpaceReport"][];
            jobs: {
                queued: number;
                running: number;
                paused: number;
                completed: number;
                failed: number;
                cancelled: number;
                completedToday: number;
                slots: number;
            };
            drives: {
                connected: number;
                ready: number;
                reading: number;
            };
            workers: components["schemas"]["WorkerReport"][];
            tools: components["schemas"]["ToolReport"][];
        };
        ToolReport: {
            program: string;
            package: string;
            purpose: string;
            isRequired: boolean;
            path: string | null;
            version: string | null;
            installCommand: string | null;
        };
        User: {
            id: number;
            name: string;
            displayName: string;
            /** @enum {unknown} */
            role: "viewer" | "operator" | "admin";
            isDisabled: boolean;
            createdAt: string;
            hasPassword: boolean;
            hasSecondFactor: boolean;
            isExternal: boolean;
        };
        UserChangeOrder: {
            displayName?: string;
            /** @enum {unknown} */
            role?: "viewer" | "operator" | "admin";
            isDisabled?: boolean;
        };
        UserOrder: {
            name: string;
            displayName?: string;
            /** @enum {unknown} */
            role: "viewer" | "operator" | "admin";
            password: string;
        };
        Verification: {
            id: number;
            isoId: number;
            jobUuid: string | null;
            at: string;
            /** @enum {unknown} */
            verdict: "ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch";
            report: components["schemas"]["VerifyReport"];
        };
        VerifyReport: {
            imagePath: string;
            sizeBytes: number;
            /** @enum {unknown} */
            verdict: "ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch";
            checksums: {
                sha256?: string;
                md5?: string;
                sha1?: string;
                crc32?: string;
            };
            files?: {
                fileName: string;
                sizeBytes: number;
                checksums: {
                    sha256?: string;
                    md5?: string;
                    sha1?: string;
                    crc32?: string;
                };
            }[];
            checks: {
                fileName: string;
                /** @enum {unknown} */
                kind: "missing" | "unreadable" | "size" | "file-system" | "sheet" | "sidecar" | "sha256" | "md5" | "sha1" | "crc32";
                source: string | null;
                expected: string;
                actual: string;
                isOk: boolean;
                message: string;
            }[];
            isComplete: boolean | null;
            badBytes: number | null;
            badSectors: {
                firstLba: number;
                lastLba: number;
            }[];
            notes: string[];
        };
        WorkerReport: {
            jobUuid: string;
            pid: number;
            device: string | null;
            phase: string | null;
            memoryBytes: number | null;
            startedAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
