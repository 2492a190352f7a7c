using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;
using Reprise.Wire;

namespace Reprise.Cli.Transfer;

/// <summary>Where imported records go.</summary>
internal interface IImportSink
{
    Task<IngestDocument> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken);
}

/// <summary>To a server.</summary>
internal sealed class ServerSink(RepriseClient client, bool compress) : IImportSink
{
    public Task<IngestDocument> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken) => client.IngestLinesAsync(records, compress, cancellationToken);
}

/// <summary>Nowhere: reads them as a server would, and counts what it would take.</summary>
internal sealed class DrySink(TimeProvider time) : IImportSink
{
    private readonly DocumentReader _reader = new(DialectCatalog.FindByName, time);
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public Task<IngestDocument> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        var (stored, known) = (0, 0);
        var errors = new List<IngestErrorDocument>();
        for (var i = 0; i < records.Count; i++)
        {
            var read = _reader.Read(records[i], RepriseClient.DefaultProject);
            if (read.Record is not { } record) errors.Add(new IngestErrorDocument { Line = i + 1, Message = read.Mistake });
            else if (_ids.Add(record.Interaction.Id.ToString())) stored++;
            else known++;
        }

        return Task.FromResult(new IngestDocument { Stored = stored, Known = known, Rejected = errors.Count, Errors = errors });
    }
}
