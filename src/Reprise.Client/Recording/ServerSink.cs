using System.Net;

namespace Reprise.Client.Recording;

/// <summary>Sends records to a Reprise server, compressed. A record the server refuses does not keep the others out.</summary>
/// <param name="client">Whose project it goes into.</param>
/// <param name="ownsClient">Whether the client is disposed with it.</param>
public sealed class ServerSink(RepriseClient client, bool ownsClient = false) : IRecordSink
{
    /// <param name="server">Its address, such as <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="project">The project it goes into.</param>
    /// <param name="key">A key of the server, where it asks for one.</param>
    public ServerSink(Uri server, string project = RepriseClient.DefaultProject, string? key = null) : this(new RepriseClient(server, project, key), ownsClient: true)
    {
    }

    public string Name => "server";

    public async Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        return await SendAsync([.. records.Select(static record => record.Json)], cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        if (ownsClient) client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<int> SendAsync(ReadOnlyMemory<byte>[] lines, CancellationToken cancellationToken)
    {
        try
        {
            var result = await client.IngestLinesAsync(lines, compress: true, cancellationToken).ConfigureAwait(false);
            // Whatever stands before the server may answer with JSON of its own.
            return result.Stored + result.Known + result.Rejected > 0 || result.InteractionIds is not null
                ? (int)Math.Clamp(result.Rejected, 0, lines.Length)
                : throw new RepriseApiException("The answer says nothing of the records. Is this a Reprise server?");
        }
        catch (RepriseApiException refused) when (refused is { Status: HttpStatusCode.RequestEntityTooLarge } or { Status: HttpStatusCode.BadRequest, Detail: not null })
        {
            // Only our server says what was wrong: a 400 of whatever stands before it, or of a port that speaks TLS, is no word on records. Too much at once, or none that can be read. Halves tell which.
            if (lines.Length == 1) return 1;
            var half = lines.Length / 2;
            return await SendAsync(lines[..half], cancellationToken).ConfigureAwait(false) + await SendAsync(lines[half..], cancellationToken).ConfigureAwait(false);
        }
    }
}
