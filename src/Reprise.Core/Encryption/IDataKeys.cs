namespace Reprise.Encryption;

/// <summary>What people do with keys. Safe for use from many threads.</summary>
public interface IDataKeys
{
    /// <summary>Whether a master key is configured, so that everything is sealed.</summary>
    bool IsOn { get; }

    /// <summary>All keys there are, without any secret.</summary>
    Task<KeyStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>Makes a new version of a project's data key; what is written from now on is sealed with it, and what was sealed before still opens. Returns its number.</summary>
    /// <param name="project">The project; empty for the installation's own key.</param>
    /// <param name="actor">Who, for the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<int> RotateAsync(string project, string actor, CancellationToken cancellationToken);

    /// <summary>Wraps all keys again with the master key that is configured now. Returns how many records of keys were changed.</summary>
    Task<int> RewrapAsync(string actor, CancellationToken cancellationToken);

    /// <summary>
    /// Destroys all keys of a project: whatever was sealed with them, wherever it lies, opens no more (<see cref="SealException.IsErased"/>). Whatever comes later gets new keys. Copies
    /// of the settings store made before still hold the wrapped keys. Returns false when it had none.
    /// </summary>
    Task<bool> DestroyAsync(string project, string actor, CancellationToken cancellationToken);

    /// <summary>A new key for a backup, and the same wrapped by the master key, to lie beside the backup: whoever has the master key opens it, whatever became of this installation.</summary>
    Task<BackupSecret> NewBackupKeyAsync(string actor, CancellationToken cancellationToken);

    /// <summary>The key of a backup. Throws <see cref="SealException"/> when it is wrapped by another master key.</summary>
    Task<byte[]> OpenBackupKeyAsync(byte[] wrapped, string actor, CancellationToken cancellationToken);
}

/// <param name="Key">32 bytes.</param>
/// <param name="Wrapped">The same, wrapped.</param>
/// <param name="MasterKey">The id of the master key.</param>
public sealed record BackupSecret(byte[] Key, byte[] Wrapped, string MasterKey)
{
    private static ReadOnlySpan<byte> Mark => "reprise backup key:"u8;

    /// <summary>The key of a backup, for whoever holds the master key and has no server. Throws <see cref="SealException"/> when it is wrapped by another one.</summary>
    public static async Task<byte[]> OpenAsync(byte[] wrapped, IMasterKey master, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        ArgumentNullException.ThrowIfNull(master);
        return WithoutMark(await master.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false));
    }

    internal static byte[] Marked(byte[] key) => [.. Mark, .. key];

    /// <summary>What is given out must have been made for a backup: this must not be a way to have data keys unwrapped.</summary>
    internal static byte[] WithoutMark(byte[] opened) =>
        opened.Length == Mark.Length + LocalMasterKey.Length && opened.AsSpan().StartsWith(Mark) ? opened[Mark.Length..] : throw new SealException("That is not the key of a backup.");
}

/// <param name="IsOn">Whether everything is sealed.</param>
/// <param name="MasterKey">The id of the master key in use; null when encryption is off.</param>
/// <param name="Projects">The keys of each project, the installation's own (empty name) first.</param>
public sealed record KeyStatus(bool IsOn, string? MasterKey, IReadOnlyList<ProjectKeys> Projects);

/// <param name="Project">Whose they are; empty for the installation.</param>
/// <param name="MasterKey">The id of the master key that wraps them.</param>
/// <param name="Versions">Oldest first; the last one seals, all of them open.</param>
/// <param name="DestroyedThrough">Versions up to this one were destroyed; 0 when none was.</param>
public sealed record ProjectKeys(string Project, string? MasterKey, IReadOnlyList<KeyVersion> Versions, int DestroyedThrough);

/// <param name="Version">From 1.</param>
/// <param name="Created">When it was made.</param>
public sealed record KeyVersion(int Version, DateTimeOffset Created);
