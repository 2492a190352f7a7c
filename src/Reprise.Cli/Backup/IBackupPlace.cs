namespace Reprise.Cli.Backup;

/// <summary>Where the files of one backup lie: a folder, or a prefix of a bucket.</summary>
internal interface IBackupPlace : IDisposable
{
    /// <summary>Its name for people.</summary>
    string Name { get; }

    /// <summary>The whole file, or null when there is none.</summary>
    Task<byte[]?> FindAsync(string file, CancellationToken cancellationToken);

    /// <summary>Writes a file, or replaces it: whoever looks, also after a crash, sees the old one or the new one and never a part.</summary>
    Task WriteAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Names and sizes of all files.</summary>
    Task<IReadOnlyDictionary<string, long>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a second command from writing here until it is disposed; null where the place cannot.</summary>
    IDisposable? Lock();
}
