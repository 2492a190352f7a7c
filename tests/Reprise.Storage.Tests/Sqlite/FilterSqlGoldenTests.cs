using System.Runtime.CompilerServices;
using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What filters become, in a file for review. Set REPRISE_UPDATE_GOLDENS=1 to write it anew.</summary>
public sealed class FilterSqlGoldenTests
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
        var written = Write();
        var path = GoldenPath();
        if (Environment.GetEnvironmentVariable("REPRISE_UPDATE_GOLDENS") == "1") File.WriteAllText(path, written);
        written.ShouldBe(File.ReadAllText(path));
    }

    private static string Write()
    {
        var shapes = ShapeList.Empty
            .With(0, new Shape { Kind = InteractionKind.Llm, Dialect = "openai.chat", Model = "gpt-4o" })
            .With(1, new Shape { Kind = InteractionKind.Llm, Dialect = "openai.chat", Model = "gpt-4o", Status = InteractionStatus.Error })
            .With(2, new Shape { Kind = InteractionKind.Tool, Dialect = "opaque" });
        var text = new StringBuilder();
        foreach (var filter in s_filters)
        {
            var sql = new SqlText();
            new FilterSql(1, shapes, new PositionRange(10, 20)).Write(sql, Samples.Filter(filter));
            text.Append("-- ").Append(filter).Append('\n').Append(sql).Append('\n');
            if (sql.Values.Count > 0) text.Append("--   ").AppendJoin(" | ", sql.Values.Select(Show)).Append('\n');
            text.Append("--   index: ").Append(SearchMatch.Of(Samples.Filter(filter), 1, shapes: null) ?? "none").Append("\n\n");
        }

        return text.ToString();
    }

    private static string Show(object? value) => value switch
    {
        byte[] blob => Convert.ToHexStringLower(blob),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    private static string GoldenPath([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Goldens", "filters.sql");
}
