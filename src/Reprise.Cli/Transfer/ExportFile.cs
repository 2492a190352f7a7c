using Reprise.Transfer.Export;

namespace Reprise.Cli.Transfer;

/// <summary>
/// The file an export grows in. It carries its final name only once it is whole: until then it is <c>NAME.partial</c>, which a later run may continue.
/// </summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private const int BufferSize = 1 << 16;
    private const string Suffix = ".partial";

    private readonly string _path;
    private readonly FileStream _partial;

    private ExportFile(string path, FileStream partial, ResumePoint? resume)
    {
        _path = path;
        _partial = partial;
        Resume = resume;
    }

    public Stream Output => _partial;

    /// <summary>Where an earlier run got to, or null at a fresh start.</summary>
    public ResumePoint? Resume { get; }

    public static string PartialOf(string path) => path + Suffix;

    /// <summary>The name a file will have, or has.</summary>
    public static string FinalOf(string path) => path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : path;

    public static async Task<ExportFile> CreateAsync(string path, ExportFormat format, CancellationToken cancellationToken)
    {
        var partial = new FileStream(PartialOf(path), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        await partial.WriteAsync(format.Head, cancellationToken);
        return new ExportFile(path, partial, resume: null);
    }

    /// <summary>Continues what an interrupted run left, or a whole file with what has been recorded since.</summary>
    public static async Task<ExportFile> ContinueAsync(string path, ExportFormat format, CancellationToken cancellationToken)
    {
        var partialPath = PartialOf(path);
        if (!File.Exists(partialPath) && File.Exists(path))
        {
            await CheckWholeAsync(path, format, cancellationToken);
            File.Move(path, partialPath);
        }

        var partial = new FileStream(partialPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        try
        {
            var resume = await FindEndAsync(partial, format, cancellationToken);
            partial.SetLength(resume?.Length ?? 0);
            partial.Seek(0, SeekOrigin.End);
            if (resume is null) await partial.WriteAsync(format.Head, cancellationToken);
            return new ExportFile(path, partial, resume);
        }
        catch
        {
            await partial.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the file durable and gives it its name.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _partial.FlushAsync(cancellationToken);
        _partial.Flush(flushToDisk: true);
        await _partial.DisposeAsync();
        File.Move(PartialOf(_path), _path, overwrite: true);
    }

    public ValueTask DisposeAsync() => _partial.DisposeAsync();

    /// <summary>What carries a final name may be anybody's: it is left as it is unless it is an export of this format to its last byte.</summary>
    private static async Task CheckWholeAsync(string path, ExportFormat format, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        var end = (await FindEndAsync(file, format, cancellationToken))?.Length;
        if (end is null && file.Length <= format.Head.Length)
        {
            var head = new byte[file.Length];
            file.Seek(0, SeekOrigin.Begin);
            await file.ReadExactlyAsync(head, cancellationToken);
            if (format.Head.Span.StartsWith(head)) return;
        }

        if (end != file.Length)
            throw new CommandFailedException($"{path}: {(end is null ? "it holds no record" : "it does not end behind a record")}, so it is no finished export and cannot be continued. It was left as it is; export to another file.");
    }

    /// <summary>Reads the records there are. What follows the last whole one was being written when the run ended, and goes.</summary>
    private static async Task<ResumePoint?> FindEndAsync(FileStream file, ExportFormat format, CancellationToken cancellationToken)
    {
        var point = new ResumePoint();
        try
        {
            await foreach (var record in format.ReadBackAsync(file, cancellationToken)) point.Take(record.InteractionId, record.Timestamp, record.End);
        }
        catch (InvalidDataException e)
        {
            throw new CommandFailedException($"{file.Name}: {e.Message}, so it cannot be continued. Export without --resume.", e);
        }

        return point.Count == 0 ? null : point;
    }
}
