using System.Text.Json;

namespace Reprise.Cli.Transfer;

/// <summary>
/// The file an export grows in. It carries its final name only once it is whole: until then it is <c>NAME.partial</c>, which a later run may continue.
/// </summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private const int BufferSize = 1 << 16;

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

    public static string PartialOf(string path) => path + ".partial";

    public static ExportFile Create(string path) =>
        new(path, new FileStream(PartialOf(path), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, BufferSize, FileOptions.Asynchronous), resume: null);

    /// <summary>Continues what an interrupted run left, or a whole file with what has been recorded since.</summary>
    public static async Task<ExportFile> ContinueAsync(string path, CancellationToken cancellationToken)
    {
        var partialPath = PartialOf(path);
        if (!File.Exists(partialPath) && File.Exists(path)) File.Move(path, partialPath);
        var partial = new FileStream(partialPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        try
        {
            var resume = await FindEndAsync(partial, cancellationToken);
            partial.SetLength(resume?.Length ?? 0);
            partial.Seek(0, SeekOrigin.End);
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

    /// <summary>Reads the lines there are. What follows the last whole line is a line that was being written when the run ended, and goes.</summary>
    private static async Task<ResumePoint?> FindEndAsync(FileStream file, CancellationToken cancellationToken)
    {
        var point = new ResumePoint();
        await foreach (var line in JsonLineReader.ReadAsync(file, cancellationToken))
        {
            if (!line.IsTerminated) break;
            if (!TryReadHead(line.Bytes, out var id, out var timestamp))
                throw new CommandFailedException($"{file.Name}: line {line.Number} is no record of an export, so it cannot be continued. Export without --resume.");
            point.Take(id, timestamp, line.End);
        }

        return point.Count == 0 ? null : point;
    }

    private static bool TryReadHead(ReadOnlyMemory<byte> line, out string id, out DateTimeOffset timestamp)
    {
        id = "";
        timestamp = default;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return false;
            id = root.TryGetProperty("interaction_id", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
            return id.Length > 0 && root.TryGetProperty("timestamp", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out timestamp);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
