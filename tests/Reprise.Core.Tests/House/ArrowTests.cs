using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.House;

/// <summary>Which capability of Core may know which. A new arrow is a visible line here, and a choice to be argued for.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["Interactions"] = [],
        ["Store"] = ["Interactions"],
        ["Wire"] = ["Interactions"],
        ["Pricing"] = ["Interactions"],
        ["Documents"] = ["Interactions", "Wire"],
        ["Capture"] = ["Interactions", "Wire", "Pricing", "Store", "Encryption"],
        ["Settings"] = ["Interactions"],
        ["Retention"] = ["Interactions", "Store", "Settings"],
        ["Transfer"] = ["Interactions", "Store", "Documents", "Wire", "Settings"],
        ["Embeddings"] = ["Encryption"],
        ["Cache"] = ["Interactions", "Wire", "Embeddings", "Store", "Settings", "Comparison", "Encryption"],
        ["Calls"] = ["Interactions", "Capture"],
        ["Comparison"] = ["Interactions", "Wire", "Embeddings"],
        ["Evaluation"] = ["Interactions", "Wire", "Embeddings", "Capture", "Comparison", "Calls", "Store", "Settings"],
        ["Datasets"] = ["Interactions", "Wire", "Store", "Settings", "Transfer"],
        ["Prompts"] = ["Interactions", "Store", "Settings", "Comparison", "Evaluation"],
        ["Replay"] = ["Interactions", "Wire", "Documents", "Embeddings", "Capture", "Pricing", "Store", "Settings", "Comparison", "Evaluation", "Datasets", "Calls"],
        ["Batches"] = ["Interactions", "Wire", "Capture", "Calls", "Pricing", "Store", "Settings", "Datasets", "Replay", "Privacy"],
        ["Playback"] = ["Interactions", "Wire", "Comparison", "Privacy"],
        ["Privacy"] = ["Interactions", "Wire", "Store", "Settings", "Capture", "Retention", "Encryption", "Cache", "Datasets", "Embeddings"],
        ["Security"] = ["Interactions", "Wire", "Settings", "Capture", "Privacy"],
        ["Access"] = ["Interactions", "Settings", "Store"],
        ["Routing"] = ["Interactions", "Wire", "Store", "Settings"],
        ["Budgets"] = ["Interactions", "Capture", "Store", "Settings", "Access"],
        ["Encryption"] = ["Interactions", "Store", "Settings"],
        ["Assembling"] = ["Interactions", "Documents", "Store", "Capture", "Encryption"],
        ["Telemetry"] = ["Interactions", "Documents", "Wire", "Assembling"],
        ["Proof"] = ["Interactions", "Store", "Settings", "Documents"],
    };

    [Fact]
    public void Folders_of_Core_use_only_the_folders_on_the_list()
    {
        var found = Repository.With(".cs").Where(file => file.StartsWith("src/Reprise.Core/", StringComparison.Ordinal) && file.Count(c => c == '/') > 2)
            .SelectMany(file => Repository.Lines(file).Select(line => Using().Match(line)).Where(match => match.Success)
                .Select(match => (From: file.Split('/')[2], To: match.Groups["folder"].Value, File: file)))
            .Where(arrow => arrow.From != arrow.To && !_allowed.GetValueOrDefault(arrow.From, []).Contains(arrow.To, StringComparer.Ordinal))
            .Select(arrow => $"{arrow.File}: {arrow.From} → {arrow.To}");
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_Core_is_on_the_list()
    {
        var folders = Repository.With(".cs").Where(file => file.StartsWith("src/Reprise.Core/", StringComparison.Ordinal) && file.Count(c => c == '/') > 2)
            .Select(file => file.Split('/')[2]).Distinct(StringComparer.Ordinal);
        folders.Except(_allowed.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void A_namespace_is_the_folder_it_lies_in()
    {
        var wrong = Repository.With(".cs").Where(file => file.StartsWith("src/Reprise.Core/", StringComparison.Ordinal) && file.Count(c => c == '/') > 2)
            .Where(file => !Regex.IsMatch(Repository.Text(file), $@"^namespace Reprise\.{file.Split('/')[2]}\b", RegexOptions.Multiline, TimeSpan.FromSeconds(5)));
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?(?:\w+ = )?Reprise\.(?<folder>\w+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();
}
