using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Reprise.Storage.ClickHouse.Rows;

namespace Reprise.Storage.ClickHouse.Http;

/// <summary>
/// Speaks ClickHouse's HTTP interface: statements in the body, rows in RowBinary both ways. Every call has a time limit here and on the server. Throws
/// <see cref="ClickHouseException"/>.
/// </summary>
internal sealed class ClickHouseClient : IDisposable
{
    // Larger statements than ClickHouse takes by default: lists of ids, and filters of long texts.
    private const string QuerySettings = "&max_query_size=67108864&max_ast_elements=1000000&max_expanded_ast_elements=1000000&wait_end_of_query=1";

    // Asynchronous inserts would answer before or long after the rows are there; a batch is large enough by itself and is one block.
    private const string InsertSettings = "&async_insert=0&insert_deduplicate=1&max_partitions_per_insert_block=0&input_format_parallel_parsing=0";

    private const int SlowFactor = 10;

    private readonly HttpClient _http;
    private readonly ClickHouseStoreOptions _options;
    private readonly string _database;

    public ClickHouseClient(ClickHouseStoreOptions options, HttpMessageHandler? handler = null)
    {
        _options = options;
        _database = "&database=" + Uri.EscapeDataString(options.Database);
        handler ??= new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10), UseCookies = false, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = options.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (options.User is { Length: > 0 } user) _http.DefaultRequestHeaders.TryAddWithoutValidation("X-ClickHouse-User", user);
        if (options.Password is { Length: > 0 } password) _http.DefaultRequestHeaders.TryAddWithoutValidation("X-ClickHouse-Key", password);
    }

    /// <summary>Runs a statement that gives no rows. A slow one, such as a deletion, has more time.</summary>
    public async Task ExecuteAsync(string sql, bool inDatabase, bool isSlow, CancellationToken cancellationToken) =>
        await SendAsync(Address(inDatabase, QuerySettings + (isSlow ? "&mutations_sync=2&lightweight_deletes_sync=2" : ""), isSlow), Text(sql), isSlow, cancellationToken).ConfigureAwait(false);

    /// <summary>Runs a query and gives its rows; the query must not name a format.</summary>
    public async Task<RowReader> QueryAsync(string sql, CancellationToken cancellationToken) =>
        new(await SendAsync(Address(inDatabase: true, QuerySettings, isSlow: false), Text(sql + "\nFORMAT RowBinary"), isSlow: false, cancellationToken).ConfigureAwait(false));

    /// <summary>Inserts rows in one block; one of the same token within the last thousand is left out by the server.</summary>
    public async Task InsertAsync(string insert, ReadOnlyMemory<byte> rows, string token, CancellationToken cancellationToken)
    {
        var address = Address(inDatabase: true, $"{InsertSettings}&insert_deduplication_token={token}&query={Uri.EscapeDataString(insert + " FORMAT RowBinary")}", isSlow: false);
        HttpContent content = _options.Compress ? Zipped(rows) : new ReadOnlyMemoryContent(rows);
        await SendAsync(address, content, isSlow: false, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Text(string sql) => new(sql, Encoding.UTF8);

    private static ByteArrayContent Zipped(ReadOnlyMemory<byte> rows)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(rows.Span);
        var content = new ByteArrayContent(stream.GetBuffer(), 0, (int)stream.Length);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private string Address(bool inDatabase, string settings, bool isSlow)
    {
        // The server gives up a little before this side does, so that it is its error that is read.
        var seconds = Math.Max(1, (long)(_options.Timeout.TotalSeconds * (isSlow ? SlowFactor : 1) * 0.9));
        return string.Create(CultureInfo.InvariantCulture, $"?max_execution_time={seconds}{(inDatabase ? _database : "")}{settings}");
    }

    private async Task<byte[]> SendAsync(string address, HttpContent content, bool isSlow, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout * (isSlow ? SlowFactor : 1));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.StatusCode is not HttpStatusCode.OK || CodeOf(response) is not null)
                throw ClickHouseFailure.Of(response.StatusCode, CodeOf(response), await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false));
            return await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw ClickHouseFailure.Unreachable(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw ClickHouseFailure.Unreachable(exception);
        }
    }

    private static int? CodeOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
