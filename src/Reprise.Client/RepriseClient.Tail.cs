using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Interactions as they are recorded, from now on, until the server or the caller ends it.</summary>
    /// <param name="filter">In the filter language; null for all.</param>
    /// <param name="onConnected">Called once the server has agreed; what is recorded from then on is seen.</param>
    /// <param name="onLagging">Called with how many were left out so far because this client reads too slowly; they are on record.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<SummaryDocument> TailAsync(
        string? filter = null, Action? onConnected = null, Action<long>? onLagging = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = new QueryText("api/tail").And("q", filter).ToString();
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken, "text/event-stream").ConfigureAwait(false);
        onConnected?.Invoke();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var events = SseParser.Create(stream, static (type, data) => (
                type == "interaction" ? JsonSerializer.Deserialize(data, ClientJson.Default.SummaryDocument) : null,
                type == "lagging" ? JsonSerializer.Deserialize(data, ClientJson.Default.Lagging) : null));
            await foreach (var item in events.EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item.Data is (_, { } lagging)) onLagging?.Invoke(lagging.Dropped);
                if (item.Data is ({ } summary, _)) yield return summary;
            }
        }
    }
}
