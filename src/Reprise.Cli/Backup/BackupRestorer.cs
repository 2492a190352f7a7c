using System.Net;
using Reprise.Client;

namespace Reprise.Cli.Backup;

/// <summary>Brings a verified backup back onto a server. What is on record there stays as it is; what is missing is added.</summary>
/// <param name="reader">The backup.</param>
/// <param name="clients">A client for a project.</param>
/// <param name="into">The project everything goes into; null for the one it came from.</param>
internal sealed class BackupRestorer(BackupReader reader, Func<string, RepriseClient> clients, string? into)
{
    private const int MostLines = 500;
    private const long MostBytes = 8L << 20;

    private readonly Dictionary<string, RestoredProject> _projects = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<RestoredProject>> RunAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        var manifest = reader.Manifest;
        foreach (var name in manifest.Projects.Select(project => into ?? project.Name).Distinct(StringComparer.Ordinal))
            _projects[name] = new RestoredProject(name) { Before = await CountAsync(name, cancellationToken) };
        long done = 0;
        for (var i = 0; i < manifest.Chunks.Count; i++)
        {
            var chunk = manifest.Chunks[i];
            var project = _projects[into ?? chunk.Project];
            if (chunk.Kind == ChunkKinds.Records) project.InBackup += chunk.Lines;
            // Everything is sent each time: only the server knows which records it has, and it stores each once.
            await SendAsync(i, project, lines => progress(done + lines), cancellationToken);
            progress(done += chunk.Lines);
        }

        foreach (var project in _projects.Values) project.After = await CountAsync(project.Name, cancellationToken);
        return [.. _projects.Values];
    }

    private async Task<long> CountAsync(string project, CancellationToken cancellationToken)
    {
        using var client = clients(project);
        var counted = await client.AggregateAsync(new AggregateSearch(), cancellationToken);
        return counted.Rows is [var row, ..] ? row.Count : 0;
    }

    private async Task SendAsync(int index, RestoredProject project, Action<long> progress, CancellationToken cancellationToken)
    {
        using var client = clients(project.Name);
        var chunk = reader.Manifest.Chunks[index];
        var lines = new List<ReadOnlyMemory<byte>>();
        long bytes = 0, sent = 0;
        await foreach (var line in reader.LinesAsync(index, cancellationToken))
        {
            // A huge record goes alone, so that its size is not held against its neighbours.
            if (lines.Count > 0 && bytes + line.Length > MostBytes) await FlushAsync();
            lines.Add(line);
            bytes += line.Length;
            if (lines.Count >= MostLines) await FlushAsync();
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            if (lines.Count == 0) return;
            if (chunk.Kind == ChunkKinds.Facts) project.Facts += await client.IngestFactLinesAsync(lines, cancellationToken);
            else await IngestAsync(client, chunk, lines, sent, project, cancellationToken);
            progress(sent += lines.Count);
            lines.Clear();
            bytes = 0;
        }
    }

    private static async Task IngestAsync(RepriseClient client, BackupChunk chunk, List<ReadOnlyMemory<byte>> lines, long before, RestoredProject project, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.IngestLinesAsync(lines, compress: false, cancellationToken);
            project.Stored += answer.Stored;
            project.Known += answer.Known;
            if (answer.Errors is [var error, ..])
                throw new CommandFailedException($"The server refused line {before + error.Line} of {chunk.File}: {error.Message} What came before it is restored; the same command goes on.");
        }
        catch (RepriseApiException e) when (e.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            throw new CommandFailedException($"Line {before + 1} of {chunk.File} is larger than this server takes. Start it with a larger Ingest:MaxBodyBytes, at least {lines.Sum(line => (long)line.Length) + 1024}; the same command goes on.", e);
        }
    }
}

/// <summary>What a restore did to one project.</summary>
internal sealed class RestoredProject(string name)
{
    public string Name => name;

    /// <summary>Records of the backup.</summary>
    public long InBackup { get; set; }

    /// <summary>On record when it began.</summary>
    public long Before { get; init; }
    public long Stored { get; set; }

    /// <summary>Records that were there already.</summary>
    public long Known { get; set; }

    /// <summary>Facts without interaction.</summary>
    public long Facts { get; set; }

    /// <summary>On record when it ended.</summary>
    public long After { get; set; }

    /// <summary>Whether every record of the backup is accounted for, and the server still has all that it had and took.</summary>
    public bool IsWhole => Stored + Known == InBackup && After >= Stored + Before;
}
