using Reprise.Privacy.Erasure;

namespace Reprise.Cli.Backup;

/// <summary>What is in a backup: the first thing that is read, and written anew after each file. The format is described in docs/backup.md.</summary>
internal sealed record BackupManifest
{
    public const string FormatName = "reprise-backup";

    /// <summary>Grows when a build that knows only the one before could not read it rightly.</summary>
    public const int LatestVersion = 1;

    public string Format { get; init; } = "";
    public int Version { get; init; }

    /// <summary>A UUID; encrypted files are bound to it.</summary>
    public string BackupId { get; init; } = "";

    /// <summary>Names the data folder of the server it is made from; null where that could not say.</summary>
    public string? Source { get; init; }

    /// <summary>The moment, by the server's clock, from which on what is recorded need not be in it.</summary>
    public DateTimeOffset Boundary { get; init; }

    /// <summary>Null while it is being made.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
    public BackupEncryption? Encryption { get; init; }

    /// <summary>The projects it covers.</summary>
    public IReadOnlyList<BackupProject> Projects { get; init; } = [];

    /// <summary>The files in the order they were written.</summary>
    public IReadOnlyList<BackupChunk> Chunks { get; init; } = [];

    /// <summary>The ids of what was erased from these projects before it was complete, so that a server it is restored onto takes none of it from an older backup; null where the server could not say.</summary>
    public IReadOnlyList<ErasedIdsPart>? Erased { get; init; }

    public long Records => Chunks.Where(chunk => chunk.Kind == ChunkKinds.Records).Sum(chunk => chunk.Lines);
    public long Bytes => Chunks.Sum(chunk => chunk.Bytes);

    /// <summary>How much it is, for people.</summary>
    public string Told() => $"{Count(Records, "record")} of {Count(Projects.Count, "project")} in {Count(Chunks.Count, "file")}";

    private static string Count(long count, string noun) => $"{Output.Format.Count(count)} {noun}{(count == 1 ? "" : "s")}";
}

/// <summary>One project of a backup.</summary>
internal sealed record BackupProject
{
    public string Name { get; init; } = "";

    /// <summary>Interactions before this time are in it; null where there were none.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>One file of a backup.</summary>
internal sealed record BackupChunk
{
    public string File { get; init; } = "";

    /// <summary>One of <see cref="ChunkKinds"/>.</summary>
    public string Kind { get; init; } = "";
    public string Project { get; init; } = "";

    /// <summary>The cursor it was read from; null for the first of its kind and project.</summary>
    public string? After { get; init; }

    /// <summary>The cursor of what follows; null for the last of its kind and project.</summary>
    public string? Cursor { get; init; }

    public long Lines { get; init; }

    /// <summary>Time of the first record in it; null for facts.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Time of the last record in it.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Bytes before compression.</summary>
    public long PlainBytes { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of the file as it is stored, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";
}

internal static class ChunkKinds
{
    public const string Records = "records";

    /// <summary>Facts whose interaction had not come.</summary>
    public const string Facts = "facts";
}

/// <summary>How the files are encrypted; nothing of it is secret.</summary>
internal sealed record BackupEncryption
{
    public const string Aes256Gcm = "aes-256-gcm";

    public string Algorithm { get; init; } = "";

    /// <summary>Base64; makes the key of each backup another one.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Rounds of PBKDF2 for a passphrase; null for a key of 32 bytes.</summary>
    public int? Iterations { get; init; }

    /// <summary>Base64; tells whether a key is the right one.</summary>
    public string Check { get; init; } = "";

    /// <summary>The key itself, wrapped by the master key of the server it is made from, base64; null where somebody keeps the key.</summary>
    public string? WrappedKey { get; init; }
}
