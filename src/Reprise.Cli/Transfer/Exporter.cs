using System.Runtime.CompilerServices;
using Reprise.Client;
using Reprise.Transfer.Export;

namespace Reprise.Cli.Transfer;

/// <summary>Reads whole records in the order of a search, page by page.</summary>
internal sealed class Exporter(RepriseClient client, InteractionSearch search, bool bodies)
{
    public async IAsyncEnumerable<byte[]> ReadAsync(ResumePoint? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = resume is not null && (search.From is null || resume.Timestamp > search.From) ? resume.Timestamp : search.From;
        var view = bodies ? RecordView.Document : RecordView.DocumentWithoutBodies;
        await foreach (var record in client.ReadRecordsAsync(search with { From = from }, view, cancellationToken))
        {
            if (resume is not null && ExportFormat.TryReadRecord(record, out var id, out _) && resume.Has(id)) continue;
            yield return record;
        }
    }
}
