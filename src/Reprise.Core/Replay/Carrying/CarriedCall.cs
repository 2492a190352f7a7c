using System.Globalization;
using System.Text.Json;

namespace Reprise.Replay.Carrying;

/// <summary>A call in no provider's words: what is carried from one dialect into another.</summary>
internal sealed class CarriedCall
{
    public string? Model { get; set; }
    public bool Streams { get; set; }

    /// <summary>System prompts in order, wherever they stood.</summary>
    public List<string> System { get; } = [];
    public List<CarriedMessage> Messages { get; } = [];
    public List<CarriedTool> Tools { get; } = [];
    public ToolChoice? ToolChoice { get; set; }
    public AnswerFormat? Format { get; set; }
    public CarriedParameters Parameters { get; } = new();

    /// <summary>What has no place in the target, in a few words each and without content.</summary>
    public Losses Losses { get; } = new();

    /// <summary>The system prompts as one text; null when there is none.</summary>
    public string? SystemText => System.Count == 0 ? null : string.Join('\n', System);
}

/// <summary>One turn: of the <c>user</c>, of the <c>assistant</c>, or one answer of a <c>tool</c>.</summary>
internal sealed record CarriedMessage(string Role, List<CarriedPart> Parts)
{
    public string Text => string.Join('\n', Parts.OfType<TextPart>().Select(static part => part.Text));
    public IEnumerable<CallPart> Calls => Parts.OfType<CallPart>();
    public IEnumerable<MediaPart> Media => Parts.OfType<MediaPart>();
}

internal abstract record CarriedPart;

internal sealed record TextPart(string Text) : CarriedPart;

/// <param name="Id">Made up where the source had none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text as the model gave it; may be invalid.</param>
internal sealed record CallPart(string Id, string Name, string Arguments) : CarriedPart;

/// <param name="CallId">The call it answers.</param>
/// <param name="Name">Its tool, where anybody said.</param>
/// <param name="Text">What the tool said.</param>
/// <param name="Media">What it showed.</param>
/// <param name="IsError">Whether it failed.</param>
internal sealed record ResultPart(string CallId, string? Name, string Text, List<MediaPart> Media, bool IsError) : CarriedPart;

/// <param name="Kind"><c>image</c>, <c>audio</c>, <c>video</c> or <c>file</c>.</param>
/// <param name="MediaType">Or null.</param>
/// <param name="Base64">The data itself, or null.</param>
/// <param name="Url">Where it is, or null.</param>
/// <param name="Name">A file name, or null.</param>
internal sealed record MediaPart(string Kind, string? MediaType, string? Base64, string? Url, string? Name) : CarriedPart;

/// <param name="Name">The tool.</param>
/// <param name="Description">Or null.</param>
/// <param name="Schema">JSON schema of its arguments, or null.</param>
/// <param name="IsStrict">Whether arguments must follow the schema to the letter.</param>
internal sealed record CarriedTool(string Name, string? Description, JsonElement? Schema, bool IsStrict);

/// <param name="Mode"><c>auto</c>, <c>none</c>, <c>required</c> or <c>tool</c>.</param>
/// <param name="Name">The tool that must be called.</param>
internal sealed record ToolChoice(string Mode, string? Name = null);

/// <summary>That the answer is JSON.</summary>
/// <param name="Name">The schema's name, or null.</param>
/// <param name="Schema">Or null for any JSON.</param>
internal sealed record AnswerFormat(string? Name, JsonElement? Schema);

/// <summary>What every family has some word for.</summary>
internal sealed class CarriedParameters
{
    public double? Temperature { get; set; }
    public double? TopP { get; set; }
    public long? TopK { get; set; }
    public long? MaxTokens { get; set; }
    public long? Seed { get; set; }
    public double? PresencePenalty { get; set; }
    public double? FrequencyPenalty { get; set; }
    public long? Answers { get; set; }
    public bool? ParallelCalls { get; set; }
    public List<string> Stops { get; } = [];

    /// <summary>How hard to think, in a word.</summary>
    public string? Effort { get; set; }

    /// <summary>How long to think, in tokens.</summary>
    public long? ThinkingTokens { get; set; }
}

/// <summary>Gathers what was left behind, each thing once; of very many things their number.</summary>
internal sealed class Losses
{
    /// <summary>Most that are told by themselves.</summary>
    private const int Most = 100;

    private readonly List<string> _first = [];
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All => _all.Count == _first.Count ? _first : [.. _first, string.Create(CultureInfo.InvariantCulture, $"and {_all.Count - _first.Count} more")];

    public void Add(string what)
    {
        if (_all.Add(what) && _first.Count < Most) _first.Add(what);
    }
}
