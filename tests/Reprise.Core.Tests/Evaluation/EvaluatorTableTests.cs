using System.Globalization;
using System.Text;
using Reprise.Core.Tests.House;
using Reprise.Evaluation;
using Reprise.Tests;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>The page about evaluators says what the code says. With <c>UPDATE_DOCS=1</c> it is written.</summary>
public sealed class EvaluatorTableTests
{
    private const string Begin = "<!-- evaluators -->\n", End = "<!-- /evaluators -->";

    [Fact]
    public void The_page_lists_every_evaluator_with_its_options()
    {
        var file = Path.Combine(Repository.Root, "docs", "evaluation.md");
        var page = File.ReadAllText(file);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var written = page[begin..end];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(file, page[..begin] + Table() + page[end..]);
        else written.ShouldBe(Table(), "run this test with UPDATE_DOCS=1");
    }

    private static string Table()
    {
        var table = new StringBuilder("| evaluator, its short form and options | what it tells, what they mean | passes at, left out |\n|---|---|---|\n");
        foreach (var type in Evaluators.Catalog)
        {
            var shortForm = type.ShortOption is { } option ? $", `{type.Name}:{option}`" : "";
            table.Append(CultureInfo.InvariantCulture, $"| **`{type.Name}`**{shortForm} | {type.Summary} | {type.Passes} |\n");
            foreach (var told in type.Options) table.Append(CultureInfo.InvariantCulture, $"| · `{told.Name}`: {told.Expected} | {told.Summary} | {told.Standard} |\n");
        }

        return table.ToString();
    }
}
