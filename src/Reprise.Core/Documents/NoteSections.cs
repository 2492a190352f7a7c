using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>The sections of privacy and security: our own notes first, then what another recorder said in the metadata.</summary>
internal static class NoteSections
{
    private static readonly string[] s_levels = ["public", "internal", "confidential", "restricted"];

    public static SecurityDocument? Security(SecurityNote? note, JsonElement? other)
    {
        if (note is null && other is null) return null;
        return new SecurityDocument
        {
            PromptEntropy = note?.PromptEntropy ?? Number(other, "prompt_entropy"),
            YaraMatches = Texts(note?.YaraMatches) ?? Strings(other, "yara_matches"),
            TokenInspectionResult = Tokens(note) ?? other?.Object("token_inspection_result"),
            InjectionScore = note?.InjectionScore ?? Number(other, "injection_score"),
            Secrets = Texts(note?.Secrets) ?? Strings(other, "secrets"),
            SensitivityLevel = Level(note?.Sensitivity) ?? Level(other?.Text("sensitivity_level")),
            SensitivityReason = note?.SensitivityReason ?? other?.Text("sensitivity_reason"),
            SystemPromptLeaked = note is { SystemPromptLeaked: true } ? true : null,
            Action = note?.Action ?? other?.Text("action"),
            ActionReason = note?.ActionReason ?? other?.Text("action_reason"),
        };
    }

    public static PrivacyDocument? Privacy(PrivacyNote? note, JsonElement? other)
    {
        if (note is null && other is null) return null;
        return new PrivacyDocument
        {
            Policy = note?.Policy ?? other?.Text("policy"),
            Counts = note is { Counts.Count: > 0 } ? note.Counts : null,
            Redactions = Redactions(note) ?? other?.Field("redactions"),
            Dropped = Texts(note?.Dropped) ?? Strings(other, "dropped"),
            Restricted = Texts(note?.Restricted) ?? Strings(other, "restricted"),
        };
    }

    private static JsonElement? Tokens(SecurityNote? note) => note is { Tokens.Count: > 0 }
        ? NoteOf(null, new SecurityNote { Tokens = note.Tokens })?.Object(NoteJson.SecurityName)?.Object("token_inspection_result")
        : null;

    private static JsonElement? Redactions(PrivacyNote? note) => note is { Redactions.Count: > 0 }
        ? NoteOf(new PrivacyNote { Redactions = note.Redactions }, null)?.Object(NoteJson.PrivacyName)?.Field("redactions")
        : null;

    private static JsonElement? NoteOf(PrivacyNote? privacy, SecurityNote? security) => RecordJson.Find(NoteJson.Write(privacy, security));

    /// <summary>The published schema knows these words only.</summary>
    private static string? Level(string? text) => text is not null && s_levels.Contains(text) ? text : null;

    private static IReadOnlyList<string>? Texts(IReadOnlyList<string>? texts) => texts is { Count: > 0 } ? texts : null;

    private static double? Number(JsonElement? json, string name) => json?.Field(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static IReadOnlyList<string>? Strings(JsonElement? json, string name) =>
        json?.Field(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : null;
}
