using System.Globalization;
using System.Text;
using Reprise.Storage.Postgres.Queries;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>What filters become, in a file for review.</summary>
public sealed class PostgresFilterSqlTests
{
    private static readonly string[] s_filters =
    [
        "", "refund", "-refund", "\"refund policy\"", "refun*", "model:gpt-4o", "-model:gpt-4o", "model:gpt-4o status:error", "session:s1", "-session:s1", "session:*", "-session:*",
        "session:ab*", "session:*AB*", "latency_ms>2000", "-latency_ms>2000", "latency_ms:1..2", "cost_usd>=0.01", "tag:nightly", "-tag:nightly", "tag:n*", "-tag:*", "flagged:true",
        "-flagged:true", "rating<0", "label:topic", "label.topic:billing", "-label.topic:*", "metadata.customer:acme", "-metadata.customer:*", "since:2026-03-14", "before:2026-03-14",
        "id:01980000-0000-7000-8000-000000000000", "prompt_hash:abc", "replay_run:nightly", "-replay_run:nightly", "replay_run:*", "replay_of:01980000-0000-7000-8000-000000000000", "prompt_template:support@*",
        "sensitivity:restricted", "-sensitivity:restricted", "injection_score>=0.5", "prompt_entropy<4", "yara:\"a:b\"", "-yara:a*", "secret:*", "-token:*", "redacted:email", "redacted:em*", "-redacted:*", "security_action:block", "privacy_policy:strict@*", "refund model:gpt-4o OR latency_ms>5", "refund (user:ann OR user:bob) -tag:eu", "session:\"x'); DROP TABLE interactions --\"",
    ];

    [Fact]
    public void Filters_become_the_sql_in_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var filter in s_filters)
        {
            var sql = new SqlText();
            FilterSql.Write(sql, Samples.Filter(filter));
            text.Append("-- ").Append(filter).Append('\n').Append(sql).Append('\n');
            if (sql.Values.Count > 0) text.Append("--   ").AppendJoin(" | ", sql.Values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))).Append('\n');
            text.Append('\n');
        }

        Golden.Matches("filters.sql", text.ToString());
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\uFDD0")]
    [InlineData("\uFDD1\uFDD2\0\uFDD0\uFDD0")]
    [InlineData("plain")]
    [InlineData("")]
    public void Text_that_the_database_cannot_keep_comes_back_as_it_was(string text)
    {
        var kept = Reprise.Storage.Postgres.PostgresText.Encode(text)!;
        kept.ShouldNotContain("\0");
        Reprise.Storage.Postgres.PostgresText.Decode(kept).ShouldBe(text);
    }
}
