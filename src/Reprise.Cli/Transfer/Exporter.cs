using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Cli.Transfer;

/// <summary>Reads whole records in the order of a search. Lists carry no bodies, so each record is a call of its own; several are under way at once.</summary>
internal sealed class Exporter(RepriseClient client, InteractionSearch search, bool bodies)
{
    /// <summary>Enough to hide the time a call takes on a network; the order of the output is kept, so this many records wait in memory at most.</summary>
    private const int CallsUnderWay = 8;

    public async IAsyncEnumerable<byte[]> ReadAsync(ResumePoint? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = Channel.CreateBounded<Task<byte[]?>>(CallsUnderWay);
        var producing = ProduceAsync(calls.Writer, resume, stop.Token);
        try
        {
            await foreach (var call in calls.Reader.ReadAllAsync(cancellationToken))
            {
                if (await call is { } record) yield return record;
            }

            await producing;
        }
        finally
        {
            await stop.CancelAsync();
            await ForgetAsync(calls.Reader, producing);
        }
    }

    private async Task ProduceAsync(ChannelWriter<Task<byte[]?>> calls, ResumePoint? resume, CancellationToken cancellationToken)
    {
        try
        {
            var from = resume is not null && (search.From is null || resume.Timestamp > search.From) ? resume.Timestamp : search.From;
            await foreach (var item in client.SearchAsync(search with { From = from }, cancellationToken))
            {
                if (resume?.Has(item.InteractionId) == true) continue;
                await calls.WriteAsync(GetAsync(item, cancellationToken), cancellationToken);
            }

            calls.Complete();
        }
        catch (Exception e)
        {
            calls.Complete(e);
        }
    }

    private async Task<byte[]?> GetAsync(SummaryDocument item, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetInteractionJsonAsync(item.InteractionId, bodies, cancellationToken);
        }
        catch (RepriseApiException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            // Removed between the list and this call.
            return null;
        }
    }

    /// <summary>Waits for calls nobody will read, so that none outlives the command; their failures do not matter any more.</summary>
    private static async Task ForgetAsync(ChannelReader<Task<byte[]?>> calls, Task producing)
    {
        await producing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (calls.TryRead(out var call)) await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
