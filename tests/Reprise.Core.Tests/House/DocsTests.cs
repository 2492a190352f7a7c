using System.Text.RegularExpressions;
using Reprise.Store;

namespace Reprise.Core.Tests.House;

/// <summary>Links between the texts lead somewhere, and no page is an island.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Every_link_between_the_projects_files_resolves()
    {
        var broken = Repository.With(".md").SelectMany(page => Targets(page)
            .Where(target => !Exists(target))
            .Select(target => $"{page} → {target}"));
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_in_docs_is_linked_from_the_front_page_of_docs_or_of_its_folder()
    {
        var pages = Repository.With(".md").Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && file != "docs/README.md").ToList();
        var linked = Repository.With(".md").Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith("/README.md", StringComparison.Ordinal))
            .SelectMany(Targets).ToHashSet(StringComparer.Ordinal);
        pages.Where(page => !linked.Contains(page)).ShouldBeEmpty();
    }

    [Fact]
    public void Decisions_have_a_number_of_their_own_and_say_what_was_decided()
    {
        var decisions = Repository.With(".md").Where(file => Decision().IsMatch(file)).ToList();
        decisions.Select(file => int.Parse(Path.GetFileName(file)[..4])).Distinct().Count().ShouldBe(decisions.Count, "two decisions share a number");
        foreach (var file in decisions) Repository.Text(file).ShouldContain("## Decision", customMessage: file);
    }

    [Fact]
    public void The_page_about_filters_names_every_field()
    {
        var page = Repository.Text("docs/filters.md");
        FilterFields.All.Where(field => !page.Contains($"| `{field.Name}` |", StringComparison.Ordinal)).Select(field => field.Name).ShouldBeEmpty();
    }

    [Fact]
    public void The_filters_shown_to_readers_can_be_read()
    {
        var now = new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
        var shown = Repository.Lines("docs/filters.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `metadata.{", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("| `id`", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split(" | ")[0]).Select(match => match.Groups["code"].Value))
            .Where(text => text is not (">=" or "<" or "<=")).ToList();
        shown.Count.ShouldBeGreaterThan(15);
        shown.Select(text => (Text: text, FilterParser.Parse(text, now).Error)).Where(read => read.Error is not null).ShouldBeEmpty();
    }

    /// <summary>Files a page links to, relative to the root. Links to the web, and code that only looks like a link, do not count.</summary>
    private static IEnumerable<string> Targets(string page)
    {
        var text = Fence().Replace(Repository.Text(page), "");
        var folder = Path.GetDirectoryName(page) ?? "";
        return Link().Matches(text).Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal))
            .Select(target => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, target))).Replace('\\', '/').TrimEnd('/'));
    }

    private static bool Exists(string target) => File.Exists(Path.Combine(Repository.Root, target)) || Directory.Exists(Path.Combine(Repository.Root, target));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<code>[^`]+)`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^docs/adr/\d{4}-", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decision();
}
