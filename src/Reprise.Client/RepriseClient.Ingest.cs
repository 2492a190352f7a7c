using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    private static readonly byte[] LineFeed = "\n"u8.ToArray();

    /// <summary>
    /// Sends records, one a line; the answer comes when they are durable. A record that is refused is told by its line, counted from 1, and does not keep the
    /// others out. Sending the same records twice stores them once, by their id.
    /// </summary>
    /// <param name="lines">Each one record as JSON without line breaks. Kept in memory until answered, so send some thousand at most.</param>
    /// <param name="compress">Whether to send them with gzip.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may or may not be stored.</param>
    public async Task<IngestDocument> IngestLinesAsync(IReadOnlyList<ReadOnlyMemory<byte>> lines, bool compress = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var content = new LinesContent(lines, compress);
        return await ReadAsync(HttpMethod.Post, "api/interactions", content, ClientJson.Default.IngestDocument, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IngestLinesAsync"/>
    public Task<IngestDocument> IngestAsync(IEnumerable<InteractionDocument> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var record in records) lines.Add(JsonSerializer.SerializeToUtf8Bytes(record, ClientJson.Default.InteractionDocument));
        return IngestLinesAsync(lines, compress: false, cancellationToken);
    }

    /// <summary>Lines written straight to the connection.</summary>
    private sealed class LinesContent : HttpContent
    {
        private readonly IReadOnlyList<ReadOnlyMemory<byte>> _lines;
        private readonly bool _compress;

        public LinesContent(IReadOnlyList<ReadOnlyMemory<byte>> lines, bool compress)
        {
            _lines = lines;
            _compress = compress;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            if (compress) Headers.ContentEncoding.Add("gzip");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            if (!_compress)
            {
                await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
                return;
            }

            var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await using (gzip.ConfigureAwait(false)) await WriteAsync(gzip, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            if (_compress) return false;
            foreach (var line in _lines) length += line.Length + 1;
            return true;
        }

        private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
        {
            foreach (var line in _lines)
            {
                await stream.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(LineFeed, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
