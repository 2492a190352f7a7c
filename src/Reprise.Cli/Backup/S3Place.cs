namespace Reprise.Cli.Backup;

/// <summary>A backup below a prefix of a bucket. A PUT replaces an object as a whole, which is all that a manifest needs.</summary>
internal sealed class S3Place(S3Options options, TimeProvider time) : IBackupPlace
{
    private readonly S3Client _client = new(options, time);

    public string Name => options.ToString();

    public Task<byte[]?> FindAsync(string file, CancellationToken cancellationToken) => _client.FindAsync(options.Prefix + file, cancellationToken);

    public Task WriteAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _client.PutAsync(options.Prefix + file, content, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await _client.ListAsync(options.Prefix, cancellationToken);
        return found.Where(item => item.Key.Length > options.Prefix.Length && item.Key.StartsWith(options.Prefix, StringComparison.Ordinal))
            .ToDictionary(item => item.Key[options.Prefix.Length..], item => item.Value, StringComparer.Ordinal);
    }

    /// <summary>A bucket has no locks; two commands that write one backup at once end with a manifest that verify refuses.</summary>
    public IDisposable? Lock() => null;

    public void Dispose() => _client.Dispose();
}
