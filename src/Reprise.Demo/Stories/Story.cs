namespace Reprise.Demo.Stories;

/// <summary>A conversation written beforehand: what people ask and what models answer, with <c>{order}</c> where a number goes.</summary>
internal sealed record Story(string Name, string System, IReadOnlyList<StoryTurn> Turns);

/// <summary>A question and what follows it: tool steps first, the answer last.</summary>
internal sealed record StoryTurn
{
    public StoryTurn(string user, params StoryLine[] lines)
    {
        User = user;
        Lines = lines;
    }

    public string User { get; }
    public IReadOnlyList<StoryLine> Lines { get; }
    public StoryLine Answer => Lines[^1];
}

/// <summary>One step of a model: words, or a tool call, perhaps with the thought behind it.</summary>
internal sealed record StoryLine(string Text)
{
    public string? Thought { get; init; }
    public bool Refuses { get; init; }
    public StoryTool? Tool { get; init; }

    public static StoryLine Call(string name, string arguments, string result) => new("") { Tool = new StoryTool(name, arguments, result) };
}

/// <param name="Name">The tool.</param>
/// <param name="Arguments">What the model passes, a JSON object.</param>
/// <param name="Result">What the tool gives back, JSON.</param>
internal sealed record StoryTool(string Name, string Arguments, string Result);
