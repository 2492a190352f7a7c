using System.Text.Json;
using Reprise.Transfer.Export;

namespace Reprise.Core.Tests.Transfer;

public sealed class ModelMarkTests
{
    private const string Answered = """{"interaction_id":"a","timestamp":"2026-01-01T00:00:00Z","kind":"llm","provider":"openai","model":"m","response_model":"m-2","response":{"content":"Hello.","tool_calls":[]}}""";

    [Theory]
    [InlineData("jsonl")]
    [InlineData("mongo")]
    public void A_record_says_which_parts_a_model_wrote_and_which_model(string format)
    {
        var mark = JsonDocument.Parse(Exported.Line(format, Answered)).RootElement.GetProperty("ai_generated");
        mark.GetRawText().Replace(" ", "", StringComparison.Ordinal).ShouldBe("""{"parts":["response.content"],"model":"m-2","provider":"openai"}""");
    }

    [Theory]
    [InlineData("""{"interaction_id":"a","timestamp":"2026-01-01T00:00:00Z","kind":"tool","response":{"content":"4 degrees"}}""")]
    [InlineData("""{"interaction_id":"a","timestamp":"2026-01-01T00:00:00Z","kind":"llm","response":{"content":""}}""")]
    [InlineData("""{"interaction_id":"a","timestamp":"2026-01-01T00:00:00Z","kind":"llm"}""")]
    public void What_no_model_wrote_has_no_mark(string record) => Exported.Line("jsonl", record).ShouldNotContain("ai_generated");

    [Fact]
    public void A_table_names_the_model_where_its_column_is_asked_for()
    {
        var (columns, _) = CsvColumns.Parse("interaction_id,ai_generated");
        Exported.Line(ExportFormat.Find("csv", columns)!, System.Text.Encoding.UTF8.GetBytes(Answered)).TrimEnd().ShouldBe("a,m-2");
    }
}
