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
                                info: {
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
                            info: {
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
                            info: {
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
                            info: {
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
                            info: {
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
                            info: {
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
                            info: {
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
                            info: {
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
                    kind?: "read" | "verify" | "compress" | "expand" | "import" | "build" | "merge" | "upload";
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
         * Images, newest first; words look in label and file name
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
                    trashed?: boolean;
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
                            filePath: string;
                            sizeBytes: number;
                            md5: string | null;
                            sha256: string | null;
                            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
                            discLabel: string | null;
                            fingerprintId: string | null;
                            isComplete: boolean;
                            badBytes: number;
                            createdAt: string;
                            verifiedAt: string | null;
                            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
                            isPresent: boolean;
                            trashedAt: string | null;
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
                                drives: {
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
                                }[];
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
                            } | null;
                            files: components["schemas"]["IsoFile"][];
                            verifications: components["schemas"]["Verification"][];
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
                                isoId: number;
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
                        logging?: {
                            [key: string]: unknown;
                        };
                        workers?: {
                            [key: string]: unknown;
                        };
                        cache?: {
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
        Cells: {
            sizeBytes: number;
            rescuedBytes: number;
            cells: [
                "bad" | "pending" | "untried" | "partial" | "rescued",
                number,
                number
            ][];
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
            filePath: string;
            sizeBytes: number;
            md5: string | null;
            sha256: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            discLabel: string | null;
            fingerprintId: string | null;
            isComplete: boolean;
            badBytes: number;
            createdAt: string;
            verifiedAt: string | null;
            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
            isPresent: boolean;
            trashedAt: string | null;
        };
        IsoDetail: {
            id: number;
            jobUuid: string | null;
            fileName: string;
            filePath: string;
            sizeBytes: number;
            md5: string | null;
            sha256: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            discLabel: string | null;
            fingerprintId: string | null;
            isComplete: boolean;
            badBytes: number;
            createdAt: string;
            verifiedAt: string | null;
            verdict: ("ok" | "ok-but-incomplete" | "nothing-to-compare" | "mismatch") | null;
            isPresent: boolean;
            trashedAt: string | null;
            provenance: components["schemas"]["Provenance"] | null;
            files: components["schemas"]["IsoFile"][];
            verifications: components["schemas"]["Verification"][];
        };
        IsoFile: {
            name: string;
            /** @enum {unknown} */
            role: "image" | "track" | "session" | "sheet" | "log" | "sidecar";
            sizeBytes: number;
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
            kind: "read" | "verify" | "compress" | "expand" | "import" | "build" | "merge" | "upload";
            driveKey: string | null;
            device: string | null;
            fingerprint: components["schemas"]["Fingerprint"] | null;
            discLabel: string | null;
            discKind: ("data" | "audio" | "mixed" | "cd-extra" | "dvd-video" | "bd-video" | "video-cd" | "super-video-cd" | "blank" | "unknown") | null;
            outputPath: string;
            mode: ("standard" | "rescue" | "clone") | null;
            options: components["schemas"]["ReadJobOptions"] | null;
            isoId: number | null;
            /** @enum {unknown} */
            status: "queued" | "running" | "paused" | "completed" | "failed" | "cancelled";
            pauseReason: ("user" | "no_space" | "disc_missing" | "drive_missing" | "output_missing") | null;
            wish: ("pause" | "cancel") | null;
            phase: ("identifying" | "preparing" | "reading" | "trimming" | "scraping" | "retrying" | "rereading" | "verifying" | "hashing" | "storing") | null;
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
            phase: "identifying" | "preparing" | "reading" | "trimming" | "scraping" | "retrying" | "rereading" | "verifying" | "hashing" | "storing";
            pass: number;
            bytesDone: number;
            bytesTotal: number;
            fraction: number;
            bytesPerSecond: number | null;
            etaSeconds: number | null;
            badBytes: number;
            badAreas: number;
            readErrors: number;
            secondsSinceLastRead: number | null;
        };
        Provenance: {
            /** @constant */
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
                /** @enum {unknown} */
                eject: "never" | "success" | "always";
                sortByKind: boolean;
                checksums: ("sha256" | "md5" | "sha1" | "crc32")[];
                musicBrainz: boolean;
            };
            retention: {
                jobDays: number | null;
                logDays: number | null;
                auditDays: number | null;
                trashDays: number;
            };
            logging: {
                /** @enum {unknown} */
                level: "debug" | "info" | "warning" | "error";
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
            downloads: {
                maxConcurrent: number;
                rateKBps: number | null;
            };
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
            checks: {
                fileName: string;
                /** @enum {unknown} */
                kind: "missing" | "size" | "file-system" | "sheet" | "sidecar" | "sha256" | "md5" | "sha1" | "crc32";
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
