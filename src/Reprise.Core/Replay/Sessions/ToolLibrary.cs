using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// What the tools of a session answered: recorded tool interactions, and the results that stand in the requests, which are what the model was told. A call that
/// was made several times gives its answers one after the other, then the last again.
/// </summary>
public sealed class ToolLibrary
{
    private readonly Dictionary<(string Tool, string Arguments), List<RecordedToolAnswer>> _answers = [];

    /// <summary>The tools there are answers of, in ordinal order.</summary>
    public IReadOnlyList<string> Tools => [.. _answers.Keys.Select(static key => key.Tool).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>How many answers there are.</summary>
    public int Count => _answers.Values.Sum(static answers => answers.Count);

    /// <summary>The answer to the <paramref name="time"/>th call (from 0) of a tool with these arguments; null when there was no such call.</summary>
    public RecordedToolAnswer? Find(string tool, string arguments, int time) =>
        _answers.TryGetValue((tool, CanonicalJson.OfArguments(arguments)), out var answers) ? answers[Math.Min(time, answers.Count - 1)] : null;

    /// <summary>How many answers to this call the requests before a turn brought, and the history that the session began with.</summary>
    internal int CountBefore(string tool, string arguments, int turn) =>
        _answers.TryGetValue((tool, CanonicalJson.OfArguments(arguments)), out var answers) ? answers.Count(answer => answer.BroughtBy < turn) : 0;

    /// <summary>All calls of a tool with their arguments in canonical form.</summary>
    internal IEnumerable<RecordedToolAnswer> Of(string tool) => _answers.Where(pair => pair.Key.Tool == tool).SelectMany(static pair => pair.Value);

    internal static ToolLibrary Of(IReadOnlyList<SessionTurn> turns, IReadOnlyList<RecordedInteraction> tools, ToolLibrary? origin)
    {
        var library = new ToolLibrary();

        // 1. What the model was told, once for each answer. A history that its client cut or began elsewhere tells only what is not known yet.
        var told = new HashSet<SessionTurn>();
        foreach (var turn in turns)
        {
            if (turn.Conversation is not { } conversation || turn.Parent is { } parent && turn.News.Count > 0 && !told.Add(parent)) continue;
            var found = ToolResults.Read(conversation.Form, [.. turn.Echo, .. turn.News], turn.Parent?.Answer.ToolCalls ?? []);
            var known = turn.Parent is null && turn.Number > 1 ? library._answers.Keys.ToHashSet() : [];
            foreach (var (call, value) in found)
            {
                var answer = new RecordedToolAnswer(call.Name, CanonicalJson.OfArguments(call.Arguments), turn.Parent?.Number ?? 0, turn.Parent is null ? 0 : turn.Number, value, conversation.Form);
                if (!known.Contains(answer.Key)) library.Add(answer);
            }
        }

        // 2. What the tools themselves recorded, beyond that.
        var seen = new Dictionary<(string, string), int>();
        foreach (var tool in tools)
        {
            if (Read(tool, turns) is not { } answer) continue;
            var times = seen[answer.Key] = seen.GetValueOrDefault(answer.Key) + 1;
            if (times > (library._answers.TryGetValue(answer.Key, out var answers) ? answers.Count : 0)) library.Add(answer);
        }

        // 3. What the origin of a branch knows and the branch never asked.
        foreach (var (key, answers) in origin?._answers ?? []) library._answers.TryAdd(key, answers.ConvertAll(static answer => answer with { BroughtBy = int.MaxValue }));
        return library;
    }

    private static RecordedToolAnswer? Read(RecordedInteraction tool, IReadOnlyList<SessionTurn> turns)
    {
        var i = tool.Interaction;
        if (i.Name is not { Length: > 0 } name || i.Status != InteractionStatus.Success || tool.Response is null) return null;
        var request = tool.Request is { } body ? DecodedBody.Find(body) ?? default : default;
        var given = DialectCatalog.OfRecord(i.Dialect).ReadRequest(new WireRequest("POST", "", request, tool.Request?.ContentType), details: true);
        var turn = turns.LastOrDefault(turn => turn.Recorded.Interaction.Timestamp <= i.Timestamp)?.Number ?? 0;
        var text = SessionTurn.AnswerOf(tool).Content;
        return text is null ? null : new RecordedToolAnswer(name, CanonicalJson.OfArguments(given.Parameters ?? given.Prompt ?? ""), turn, turn + 1, JsonPlaces.String(text), form: null);
    }

    private void Add(RecordedToolAnswer answer)
    {
        if (!_answers.TryGetValue(answer.Key, out var answers)) _answers[answer.Key] = answers = [];
        answers.Add(answer);
    }
}

/// <summary>One answer of a tool.</summary>
public sealed record RecordedToolAnswer
{
    internal RecordedToolAnswer(string tool, string arguments, int turn, int broughtBy, ReadOnlyMemory<byte> value, ConversationForm? form)
        => (Tool, Arguments, Turn, BroughtBy, Value, Form) = (tool, arguments, turn, broughtBy, value, form);

    public string Tool { get; }

    /// <summary>What it was given, in canonical form.</summary>
    public string Arguments { get; }

    /// <summary>The turn whose answer called it; 0 when that is not on record.</summary>
    public int Turn { get; }

    /// <summary>The turn whose request told it the model; 0 for the history that the session began with, beyond all turns where this session never told it.</summary>
    internal int BroughtBy { get; init; }

    /// <summary>The JSON value as it stood in the request.</summary>
    internal ReadOnlyMemory<byte> Value { get; }

    /// <summary>How the value is written; null for a string that holds the text.</summary>
    internal ConversationForm? Form { get; }
    internal (string, string) Key => (Tool, Arguments);

    /// <summary>What it answered, as text.</summary>
    public string Text => Form is null ? JsonPlaces.Text(Value) ?? "" : Form.ResultText(Value);

    /// <summary>The value as another form writes it; its own bytes where the form is the same.</summary>
    internal ReadOnlyMemory<byte> ValueIn(ConversationForm form) => ReferenceEquals(form, Form) ? Value : form.ResultValue(Text);
}
