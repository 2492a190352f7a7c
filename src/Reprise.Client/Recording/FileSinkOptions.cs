namespace Reprise.Client.Recording;

/// <summary>Where a monitor's files lie and how long they are kept.</summary>
public sealed class FileSinkOptions
{
    /// <summary>The folder; made where it is missing, for its owner alone. Several processes may share one.</summary>
    public required string Folder { get; init; }

    /// <summary>Days a file of interactions is kept. Default 90; zero keeps all.</summary>
    public int RetentionDays { get; init; } = 90;

    /// <summary>The secret behind <c>user_hash</c>, 16 bytes at least; empty for one that is made once and kept in the folder.</summary>
    public ReadOnlyMemory<byte> UserKey { get; init; }
}
