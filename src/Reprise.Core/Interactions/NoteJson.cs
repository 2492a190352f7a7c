using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Interactions;

/// <summary>
/// The notes of privacy and security as JSON, with the names that documents have: how the journal and the stores keep them, and what documents show. What is empty is left
/// out, but a note that is empty comes back as one.
/// </summary>
internal static class NoteJson
{
    public const string PrivacyName = "privacy";
    public const string SecurityName = "security";

    /// <summary>The list of suspicious tokens inside <c>token_inspection_result</c>, which is an object.</summary>
    public const string TokensName = "suspicious";

    /// <summary>Both notes as one object; null when there is neither.</summary>
    public static string? Write(PrivacyNote? privacy, SecurityNote? security)
    {
        if (privacy is null && security is null) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMembers(json, privacy, security);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The notes that are there, each as a member of the object that is open.</summary>
    /// <param name="json">Goes on.</param>
    /// <param name="privacy">The one.</param>
    /// <param name="security">The other.</param>
    /// <param name="encode">How an engine keeps text that its JSON cannot hold; null where it holds all.</param>
    public static void WriteMembers(Utf8JsonWriter json, PrivacyNote? privacy, SecurityNote? security, Func<string, string?>? encode = null)
    {
        var writer = new Members(json, encode);
        if (privacy is not null) Write(writer, privacy);
        if (security is not null) Write(writer, security);
    }

    /// <summary>What <see cref="Write(PrivacyNote, SecurityNote)"/> wrote.</summary>
    public static (PrivacyNote? Privacy, SecurityNote? Security) Read(string? text)
    {
        if (text is null) return default;
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    /// <summary>The notes among the members of an object.</summary>
    public static (PrivacyNote? Privacy, SecurityNote? Security) Read(JsonElement values, Func<string?, string?>? decode = null) => (
        values.TryGetProperty(PrivacyName, out var privacy) ? ReadPrivacy(privacy, decode) : null,
        values.TryGetProperty(SecurityName, out var security) ? ReadSecurity(security, decode) : null);

    private static void Write(Members writer, PrivacyNote note)
    {
        var json = writer.Json;
        json.WriteStartObject(PrivacyName);
        writer.Text("policy", note.Policy);
        if (note.Counts.Count > 0)
        {
            json.WriteStartObject("counts");
            foreach (var (type, count) in note.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteNumber(writer.Encoded(type), count);
            json.WriteEndObject();
        }

        if (note.Redactions.Count > 0)
        {
            json.WriteStartArray("redactions");
            foreach (var redaction in note.Redactions)
            {
                json.WriteStartObject();
                writer.Text("type", redaction.Type);
                writer.Text("place", redaction.Place);
                json.WriteNumber("start", redaction.Start);
                json.WriteNumber("length", redaction.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        writer.Texts("dropped", note.Dropped);
        writer.Texts("restricted", note.Restricted);
        json.WriteEndObject();
    }

    private static void Write(Members writer, SecurityNote note)
    {
        var json = writer.Json;
        json.WriteStartObject(SecurityName);
        writer.Number("prompt_entropy", note.PromptEntropy);
        writer.Number("injection_score", note.InjectionScore);
        writer.Texts("yara_matches", note.YaraMatches);
        if (note.Tokens.Count > 0)
        {
            json.WriteStartObject("token_inspection_result");
            writer.Texts(TokensName, note.Tokens);
            json.WriteEndObject();
        }

        writer.Texts("secrets", note.Secrets);
        writer.Text("sensitivity_level", note.Sensitivity);
        writer.Text("sensitivity_reason", note.SensitivityReason);
        if (note.SystemPromptLeaked) json.WriteBoolean("system_prompt_leaked", true);
        writer.Text("action", note.Action);
        writer.Text("action_reason", note.ActionReason);
        json.WriteEndObject();
    }

    private static PrivacyNote ReadPrivacy(JsonElement json, Func<string?, string?>? decode)
    {
        var reader = new Values(json, decode);
        return new PrivacyNote
        {
            Policy = reader.Text("policy"),
            Counts = ReadCounts(json, reader),
            Redactions = json.TryGetProperty("redactions", out var redactions) ? [.. redactions.EnumerateArray().Select(one => ReadRedaction(one, decode))] : [],
            Dropped = reader.Texts("dropped"),
            Restricted = reader.Texts("restricted"),
        };
    }

    private static Dictionary<string, int> ReadCounts(JsonElement json, Values reader)
    {
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!json.TryGetProperty("counts", out var counts)) return read;
        // Names that were no Unicode may have become the same one.
        foreach (var one in counts.EnumerateObject()) read[reader.Decoded(one.Name)!] = one.Value.GetInt32();
        return read;
    }

    private static Redaction ReadRedaction(JsonElement json, Func<string?, string?>? decode)
    {
        var reader = new Values(json, decode);
        return new Redaction(reader.Text("type") ?? "", reader.Text("place") ?? "", json.GetProperty("start").GetInt32(), json.GetProperty("length").GetInt32());
    }

    private static SecurityNote ReadSecurity(JsonElement json, Func<string?, string?>? decode)
    {
        var reader = new Values(json, decode);
        return new SecurityNote
        {
            PromptEntropy = reader.Number("prompt_entropy"),
            InjectionScore = reader.Number("injection_score"),
            YaraMatches = reader.Texts("yara_matches"),
            Tokens = json.TryGetProperty("token_inspection_result", out var tokens) ? new Values(tokens, decode).Texts(TokensName) : [],
            Secrets = reader.Texts("secrets"),
            Sensitivity = reader.Text("sensitivity_level"),
            SensitivityReason = reader.Text("sensitivity_reason"),
            SystemPromptLeaked = json.TryGetProperty("system_prompt_leaked", out var leaked) && leaked.GetBoolean(),
            Action = reader.Text("action"),
            ActionReason = reader.Text("action_reason"),
        };
    }

    private readonly record struct Members(Utf8JsonWriter Json, Func<string, string?>? Encode)
    {
        public string Encoded(string text) => Encode is null ? text : Encode(text) ?? "";

        public void Text(string name, string? text)
        {
            if (text is not null) Json.WriteString(name, Encoded(text));
        }

        public void Number(string name, double? number)
        {
            if (number is { } value && double.IsFinite(value)) Json.WriteNumber(name, value);
        }

        public void Texts(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count == 0) return;
            Json.WriteStartArray(name);
            foreach (var text in texts) Json.WriteStringValue(Encoded(text));
            Json.WriteEndArray();
        }
    }

    private readonly record struct Values(JsonElement Json, Func<string?, string?>? Decode)
    {
        public string? Decoded(string? text) => Decode is null ? text : Decode(text);

        public string? Text(string name) => Json.TryGetProperty(name, out var value) ? Decoded(value.GetString()) : null;

        public double? Number(string name) => Json.TryGetProperty(name, out var value) ? value.GetDouble() : null;

        public string[] Texts(string name)
        {
            if (!Json.TryGetProperty(name, out var list)) return [];
            var texts = new string[list.GetArrayLength()];
            for (var i = 0; i < texts.Length; i++) texts[i] = Decoded(list[i].GetString())!;
            return texts;
        }
    }
}
