using System.Text;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>What filters and aggregates become, in files for review. Set REPRISE_UPDATE_GOLDENS=1 to write them anew.</summary>
public sealed class ClickHouseFilterSqlTests
{
    private static readonly string[] s_filters =
    [
        "", "refund", "-refund", "\"refund policy\"", "refun*", "\"the refund pol\"*", "a*", "model:gpt-4o", "-model:gpt-4o", "model:gpt-4o status:error", "session:s1", "-session:s1", "session:*", "-session:*",
        "session:ab*", "session:*AB*", "session:*Ärger*", "latency_ms>2000", "-latency_ms>2000", "latency_ms:1..2", "cost_usd>=0.01", "-cost_usd:*", "saved_cost_usd<1e300", "quality>0.8", "-quality>0.8",
        "tag:nightly", "-tag:nightly", "tag:n*", "-tag:*", "flagged:true", "-flagged:true", "rating<0", "-rating:*", "label:topic", "label.topic:billing", "-label.topic:*", "metadata.customer:acme",
        "-metadata.customer:*", "stream:true", "estimated:false", "since:2026-03-14", "-before:2026-03-14", "id:01980000-0000-7000-8000-000000000000", "id:0198*", "id:nonsense",
        "replay_run:nightly", "-replay_run:*", "replay_of:01980000-0000-7000-8000-000000000000", "-replay_of:nonsense", "replay_of:0198*", "prompt_template:support@*",
        "sensitivity:restricted", "-sensitivity:restricted", "injection_score>=0.5", "prompt_entropy<4", "yara:\"a:b\"", "-yara:a*", "secret:*", "-token:*", "redacted:email", "redacted:em*", "-redacted:*", "security_action:block", "privacy_policy:strict@*",
        "refund model:gpt-4o OR latency_ms>5", "refund (user:ann OR user:bob) -tag:eu", "-(session:a OR latency_ms>5)", "session:\"x'); DROP TABLE interactions --\"", "session:\"a\\\\b\"",
    ];

    private static readonly (string[] GroupBy, TimeSpan? Bucket)[] s_aggregates =
    [
        ([], null), (["model"], null), (["model", "status"], TimeSpan.FromHours(1)), (["tag", "tag"], null), (["flagged", "rating"], null), (["label", "label.topic"], TimeSpan.FromMinutes(1)),
        (["http_status", "metadata.customer"], null), (["stream", "estimated"], null),
    ];

    [Fact]
    public void Filters_become_the_sql_in_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var filter in s_filters)
            text.Append("-- ").Append(filter).Append('\n').Append(QuerySql.Where(Samples.Project, Samples.Filter(filter), PositionRange.All)).Append("\n\n");
        Golden.Matches("filters.sql", text.ToString());
    }

    [Fact]
    public void Aggregates_become_the_sql_in_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var (groupBy, bucket) in s_aggregates)
        {
            var query = new AggregateQuery { Project = Samples.Project, GroupBy = groupBy, Bucket = bucket, Filter = Samples.Filter("status:error"), Limit = 10 };
            text.Append("-- by ").AppendJoin(", ", groupBy).Append(" every ").Append(bucket?.ToString() ?? "time").Append('\n');
            text.Append(AggregateSql.Write(query, QueryLimits.Check(query), costs: groupBy.Length == 0, qualities: groupBy.Length == 0)).Append("\n\n");
        }

        Golden.Matches("aggregates.sql", text.ToString());
    }

    [Fact]
    public void The_page_of_a_search_is_read_in_the_order_of_the_table()
    {
        var query = Samples.Query("model:gpt-4o", limit: 50) with { From = Samples.Noon, Cursor = PageCursor.Write(77, ascending: false) };
        QuerySql.Page("id", query).ShouldBe(
            "SELECT id FROM interactions WHERE project = 'default' AND position >= 1859638630809600000 AND position <= 76 AND (model = 'gpt-4o') ORDER BY position DESC, id DESC LIMIT 51");
    }
}
