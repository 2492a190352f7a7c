namespace Reprise.Cli.Backup;

/// <summary>A backup in a folder.</summary>
internal sealed class FolderPlace(string folder) : IBackupPlace
{
    /// <summary>End of a name that is being written; after a crash such a file means nothing.</summary>
    private const string Unfinished = ".part";
    private const string LockName = "writing.lock";

    public string Name => folder;

    public async Task<byte[]?> FindAsync(string file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }

    public async Task WriteAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        await using (var stream = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
        {
            await stream.WriteAsync(content, cancellationToken);
            // The manifest must not name a file that a power cut can still take.
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrite: true);
    }

    public Task<IReadOnlyDictionary<string, long>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> files = !Directory.Exists(folder)
            ? new Dictionary<string, long>(StringComparer.Ordinal)
            : new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Name != LockName && file.Extension != Unfinished).ToDictionary(file => file.Name, file => file.Length, StringComparer.Ordinal);
        return Task.FromResult(files);
    }

    public IDisposable? Lock()
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.HResult is 11 or 35 or unchecked((int)0x80070020))
        {
            throw new CommandFailedException($"Another command is writing to '{folder}' right now.", e);
        }
    }

    public void Dispose() { }
}
