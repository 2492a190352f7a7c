using System.Text.RegularExpressions;

namespace Reprise.Demo.Stories;

/// <summary>All stories, found by what the user says. Numbers in a question do not matter for finding it and come back in the answer.</summary>
internal static partial class StoryBook
{
    private static readonly Dictionary<string, StoryTurn> _turns = Collect();

    /// <summary>For questions nobody wrote an answer to.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "Here is a short answer first, and the detail after it.",
        "The most likely cause is a setting that changed with the last update.",
        "You can check this in a minute: open the page, press refresh and compare the two numbers.",
        "If the numbers differ, the import did not finish and can safely be started again.",
        "Nothing is lost in either case, because each step is written down before the next one begins.",
        "I would start with the smallest change that could work and measure before going further.",
        "Let me know what you see and we will take it from there.",
        "There are two ways to do this, and the simpler one is nearly always enough.",
    ];

    /// <summary>The line that fits, or null. Without tools in the request the answer comes at once.</summary>
    public static StoryLine? Find(string prompt, int toolResults, IReadOnlyList<string> tools)
    {
        if (!_turns.TryGetValue(KeyOf(prompt), out var turn)) return null;
        var step = tools.Count == 0 ? turn.Lines.Count - 1 : Math.Min(toolResults, turn.Lines.Count - 1);
        var line = turn.Lines[step];
        var number = WithDigits().Match(prompt).Value.TrimEnd('.', ',', '?', '!', ':');
        return line with
        {
            Text = Fill(line.Text, number),
            Tool = line.Tool is { } tool ? tool with { Arguments = Fill(tool.Arguments, number), Result = Fill(tool.Result, number) } : null,
        };
    }

    /// <summary>Puts a number where a text has a place for one.</summary>
    public static string Fill(string text, string number) => text.Replace("{order}", number, StringComparison.Ordinal);

    private static string KeyOf(string text) => WithDigits().Replace(text, "").Replace("{order}", "", StringComparison.Ordinal);

    private static Dictionary<string, StoryTurn> Collect()
    {
        var turns = new Dictionary<string, StoryTurn>(StringComparer.Ordinal);
        foreach (var turn in SupportStories.All.Concat(AgentStories.All).Concat(DeskStories.All).Append(HelpStories.All).SelectMany(story => story.Turns)) turns[KeyOf(turn.User)] = turn;
        return turns;
    }

    // The place for a number may be followed by a full stop; it belongs to the word it ends.
    [GeneratedRegex(@"\S*\d\S*|\S*\{order\}\S*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithDigits();
}
