using System.Text;
using System.Text.Json;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Store;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>SQL written for the table of seed 003 works on the view of that name.</summary>
public sealed class AiInteractionsViewTests : IAsyncLifetime
{
    private static readonly Guid s_ann = new("0b9f1a34-5a65-4c0e-9a53-30b3b8d9f6a1");
    private PostgresStoreOptions _options = null!;
    private NpgsqlConnection _connection = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options = await PostgresFixture.NewOptionsAsync();
        await using (var store = new PostgresInteractionStore(_options, TimeProvider.System))
        {
            await store.OpenAsync(Cancellation);
            await store.AppendAsync(new StoreBatch { Interactions = [Success(1), Success(2), Failure(3), Timeout(4), Strange(5)] }, Cancellation);
        }

        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_options.ConnectionString) { SearchPath = _options.Schema }.ConnectionString);
        await _connection.OpenAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Its_columns_have_the_names_and_types_of_the_seed()
    {
        var columns = await RowsAsync($"SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '{_options.Schema}' AND table_name = 'ai_interactions' ORDER BY ordinal_position");
        columns.Select(row => $"{row[0]} {row[1]}").ShouldBe(
        [
            "id uuid", "timestamp timestamp with time zone", "request jsonb", "response jsonb", "latency_ms integer", "error_code text", "error_message text", "model_name text", "user_id uuid",
            "file_metadata jsonb", "status text", "prompt_hash text", "ip_address inet",
        ]);
    }

    [Fact]
    public async Task Recent_interactions_of_a_user()
    {
        var rows = await RowsAsync($"SELECT * FROM ai_interactions WHERE user_id = '{s_ann}' ORDER BY timestamp DESC LIMIT 10");
        rows.Count.ShouldBe(3);
        rows[0][1].ShouldBe(Samples.Noon.AddSeconds(3).UtcDateTime);
    }

    [Fact]
    public async Task Failed_interactions_in_a_time_window()
    {
        var rows = await RowsAsync("SELECT error_code, error_message FROM ai_interactions WHERE status = 'error' AND timestamp >= '2026-03-14T12:00:00Z' AND timestamp < '2026-03-14T13:00:00Z' ORDER BY timestamp");
        rows.Select(row => (string)row[0]!).ShouldBe(["rate_limit_exceeded", "timeout"]);
    }

    [Fact]
    public async Task Bodies_are_asked_as_json()
    {
        var rows = await RowsAsync("SELECT request->>'prompt', (response->'usage'->>'total_tokens')::int FROM ai_interactions WHERE model_name = 'claude-3' AND status = 'success' ORDER BY timestamp");
        rows.Select(row => ((string)row[0]!, (int)row[1]!)).ShouldBe([("question 1", 10), ("question 2", 20)]);
        var shares = await RowsAsync("SELECT file_metadata->0->>'name' FROM ai_interactions WHERE file_metadata IS NOT NULL");
        shares.Select(row => (string)row[0]!).ShouldBe(["a.pdf", "a.pdf"]);
    }

    [Fact]
    public async Task Usage_and_cost_reports_group_as_they_did()
    {
        var rows = await RowsAsync("""
            SELECT model_name, count(*), avg(latency_ms), sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END), count(DISTINCT user_id), count(DISTINCT prompt_hash)
            FROM ai_interactions GROUP BY model_name ORDER BY 2 DESC
            """);
        rows.Count.ShouldBe(2);
        ((string)rows[0][0]!, (long)rows[0][1]!, (long)rows[0][3]!, (long)rows[0][4]!).ShouldBe(("claude-3", 4L, 2L, 2L));
    }

    /// <summary>One row that could not be turned into these types would end every query over it.</summary>
    [Fact]
    public async Task Values_that_fit_no_type_appear_as_text_or_not_at_all()
    {
        var row = (await RowsAsync("SELECT request::text, response, latency_ms, user_id, ip_address, file_metadata FROM ai_interactions WHERE model_name = 'strange'")).ShouldHaveSingleItem();
        JsonSerializer.Deserialize<string>((string)row[0]!).ShouldBe("data: {}\n\n");
        row[1].ShouldBe(DBNull.Value);
        row[2].ShouldBe(int.MaxValue);
        row[3].ShouldBeOfType<Guid>();
        row[4].ShouldBe(DBNull.Value);
        row[5].ShouldBe(DBNull.Value);
    }

    private static RecordedInteraction Success(int second) => Make(second, it => it with { FileMetadata = """[{"name":"a.pdf"}]""", IpAddress = "203.0.113.7" }) with
    {
        Request = Json($$"""{"prompt":"question {{second}}"}"""),
        Response = Json($$$"""{"usage":{"total_tokens":{{{second * 10}}}}}"""),
    };

    private static RecordedInteraction Failure(int second) =>
        Make(second, it => it with { Status = InteractionStatus.Error, ErrorCode = "rate_limit_exceeded", ErrorMessage = "slow down", IpAddress = "2001:db8::1" }) with { Request = Json("""{"prompt":"again"}""") };

    private static RecordedInteraction Timeout(int second) => Make(second, it => it with { Status = InteractionStatus.Timeout, UserId = "ann@example.org" });

    private static RecordedInteraction Strange(int second) =>
        Make(second, it => it with { Model = "strange", UserId = "a\0b", LatencyMs = long.MaxValue, IpAddress = "proxy, 10.0.0.1", FileMetadata = "{\"a\":\"\\u0000\"}" }) with
        {
            Request = new Body { Bytes = Encoding.UTF8.GetBytes("data: {}\n\n") },
            Response = new Body { Bytes = new byte[] { 0xFF, 0x00, 0x31 } },
        };

    private static RecordedInteraction Make(int second, Func<Interaction, Interaction> with) =>
        Samples.Recorded(second, with: it => with(it with { Model = "claude-3", UserId = s_ann.ToString(), LatencyMs = 120, PromptHash = "h" }));

    private static Body Json(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text), ContentType = "application/json" };

    private async Task<IReadOnlyList<object?[]>> RowsAsync(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(Cancellation))
        {
            var row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }

        return rows;
    }
}
