using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>
/// Reads <c>security</c> and <c>privacy</c> of a record that others wrote. What is said in our words becomes a note, which filters can ask; whatever is said in other words,
/// on other scales or at greater length stays as it is and goes into the metadata.
/// </summary>
internal static class RecordNotes
{
    private const int MaxTexts = 200;
    private const int MaxText = 512;
    private const int MaxReason = 1024;
    private static readonly string[] s_levels = ["public", "internal", "confidential", "restricted"];

    public static (SecurityNote? Note, JsonElement? Other) Security(JsonElement? json)
    {
        if (json is not { } security) return default;
        var taken = new Taken(security);
        var note = new SecurityNote
        {
            PromptEntropy = taken.Number("prompt_entropy", double.MaxValue),
            InjectionScore = taken.Number("injection_score", 1),
            YaraMatches = taken.Texts("yara_matches"),
            Tokens = taken.Take("token_inspection_result", Tokens) ?? [],
            Secrets = taken.Texts("secrets"),
            Sensitivity = taken.Take("sensitivity_level", value => Text(value, MaxText) is { } level && s_levels.Contains(level) ? level : null),
            SensitivityReason = taken.Text("sensitivity_reason", MaxReason),
            SystemPromptLeaked = taken.Take("system_prompt_leaked", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : (bool?)null) ?? false,
            Action = taken.Text("action", MaxText),
            ActionReason = taken.Text("action_reason", MaxReason),
        };
        return (taken.IsNote ? note : null, taken.Rest);
    }

    public static (PrivacyNote? Note, JsonElement? Other) Privacy(JsonElement? json)
    {
        if (json is not { } privacy) return default;
        var taken = new Taken(privacy);
        var redactions = taken.Take("redactions", Redactions) ?? [];
        var counts = taken.Take("counts", Counts) ?? redactions.GroupBy(one => one.Type, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
        var note = new PrivacyNote
        {
            Policy = taken.Text("policy", MaxText),
            Counts = counts,
            Redactions = redactions,
            Dropped = taken.Texts("dropped"),
            Restricted = taken.Texts("restricted"),
        };
        return (taken.IsNote ? note : null, taken.Rest);
    }

    private static string[]? Tokens(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 1 && value.TryGetProperty(NoteJson.TokensName, out var list) ? Texts(list) : null;

    private static List<Redaction>? Redactions(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > PrivacyNote.MostRedactions) return null;
        var redactions = new List<Redaction>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || item.EnumerateObject().Count() != 4) return null;
            if (Text(item.Field("type"), MaxText) is not { } type || Text(item.Field("place"), MaxText) is not { } place) return null;
            if (Count(item.Field("start")) is not { } start || Count(item.Field("length")) is not { } length) return null;
            redactions.Add(new Redaction(type, place, start, length));
        }

        return redactions;
    }

    private static Dictionary<string, int>? Counts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.Length is 0 or > MaxText || counts.Count == MaxTexts || Count(property.Value) is not { } count) return null;
            counts[property.Name.Replace('\0', '\uFFFD')] = count;
        }

        return counts;
    }

    private static string[]? Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MaxTexts) return null;
        var texts = value.EnumerateArray().Select(item => Text(item, MaxText)).OfType<string>().ToArray();
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    private static string? Text(JsonElement? value, int maxLength) =>
        value is { ValueKind: JsonValueKind.String } json && json.GetString() is { } text && text.Length > 0 && text.Length <= maxLength ? text.Replace('\0', '\uFFFD') : null;

    private static int? Count(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } json && json.TryGetInt32Value(out var count) && count >= 0 ? count : null;

    /// <summary>Remembers which members were understood.</summary>
    private sealed class Taken(JsonElement json)
    {
        private readonly List<string> _names = [];

        /// <summary>Whether there is anything to note. An object without members is a note that says nothing.</summary>
        public bool IsNote => _names.Count > 0 || !json.EnumerateObject().Any();

        public JsonElement? Rest => IsNote ? Sections.Without(json, [.. _names]) is { } rest && rest.EnumerateObject().Any() ? rest : null : json;

        public T? Take<T>(string name, Func<JsonElement, T?> read)
        {
            if (json.Field(name) is not { } value || read(value) is not { } found) return default;
            _names.Add(name);
            return found;
        }

        public string? Text(string name, int maxLength) => Take(name, value => RecordNotes.Text(value, maxLength));

        public string[] Texts(string name) => Take(name, RecordNotes.Texts) ?? [];

        public double? Number(string name, double most) =>
            Take(name, value => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= 0 && number <= most ? number : (double?)null);
    }
}
