using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Datasets.Files;

/// <summary>One line of a file of cases. Mistakes are told in words without its content.</summary>
internal static class CaseLine
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="FormatException">It is no case; says why.</exception>
    public static DatasetCase Read(ReadOnlyMemory<byte> line, CaseTarget target)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.ValueKind != JsonValueKind.Object) throw new FormatException("is no JSON object");
            if (json.TryGetProperty("interaction_id", out _) || json.TryGetProperty("request", out _)) return Own(json);
            if (json.TryGetProperty("messages", out var messages)) return Conversation(json, messages, target);
            var prompt = Text(json, "prompt") ?? Text(json, "input") ?? throw new FormatException("has none of 'request', 'interaction_id', 'messages', 'prompt' and 'input'");
            return Pair(Id(json), Text(json, "system"), prompt, Text(json, "expected") ?? Text(json, "output") ?? Text(json, "completion"), Text(json, "model"), Tags(json), target);
        }
        catch (JsonException e)
        {
            throw new FormatException("is not valid JSON", e);
        }
        catch (InvalidOperationException e)
        {
            // Half of a surrogate pair: valid JSON, and no text.
            throw new FormatException("has a text that is not valid Unicode", e);
        }
    }

    /// <summary>A case of a question and its answer.</summary>
    public static DatasetCase Pair(string id, string? system, string prompt, string? expected, string? model, IReadOnlyList<string> tags, CaseTarget target) => new()
    {
        CaseId = id, Expected = expected, Tags = tags,
        Request = new DatasetRequest(target.Provider, target.Path, Write(json =>
        {
            json.WriteString("model", model ?? target.Model ?? throw new FormatException("names no model, and none was given for the file"));
            json.WriteStartArray("messages");
            if (system is not null) Message(json, "system", system);
            Message(json, "user", prompt);
            json.WriteEndArray();
        })),
    };

    /// <summary>Names a case by what it asks, the same in every version.</summary>
    public static string NameOf(DatasetRequest request) =>
        "q-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Provider}\n{request.Path}\n{request.Body}")).AsSpan(0, 10));

    private static DatasetCase Own(JsonElement json)
    {
        InteractionId? interaction = null;
        if (Text(json, "interaction_id") is { } text) interaction = InteractionId.TryParse(text, out var read) ? read : throw new FormatException("has an 'interaction_id' that is no id of an interaction");
        DatasetRequest? request = null;
        if (json.TryGetProperty("request", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.Object || !given.TryGetProperty("body", out var body)) throw new FormatException("has a 'request' that is no object with a 'body'");
            request = new DatasetRequest(Text(given, "provider") ?? "", Text(given, "path") ?? "", body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());
        }

        if (interaction is null && request is null) throw new FormatException("names neither an interaction nor a request");
        var id = Id(json);
        return new DatasetCase { CaseId = id.Length > 0 || interaction is null ? id : interaction.Value.ToString(), InteractionId = interaction, Request = request, Expected = Text(json, "expected"), Tags = Tags(json) };
    }

    /// <summary>A line of a fine-tuning file: the last message is the answer, everything else the request.</summary>
    private static DatasetCase Conversation(JsonElement json, JsonElement messages, CaseTarget target)
    {
        if (messages.ValueKind != JsonValueKind.Array) throw new FormatException("has 'messages' that are no list");
        var all = messages.EnumerateArray().ToList();
        if (all.Exists(static message => message.ValueKind != JsonValueKind.Object)) throw new FormatException("has a message that is no object");
        var last = all is [.., var end] && Text(end, "role") == "assistant" ? end : (JsonElement?)null;
        var asked = last is null ? all : all[..^1];
        if (asked.Count == 0) throw new FormatException("has no message before the answer");
        var body = Write(writer =>
        {
            writer.WriteString("model", Text(json, "model") ?? target.Model ?? throw new FormatException("names no model, and none was given for the file"));
            writer.WriteStartArray("messages");
            foreach (var message in asked) message.WriteTo(writer);
            writer.WriteEndArray();
            foreach (var name in (ReadOnlySpan<string>)["tools", "parallel_tool_calls", "tool_choice", "response_format", "temperature", "max_tokens"])
            {
                if (!json.TryGetProperty(name, out var value)) continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        });
        return new DatasetCase { CaseId = Id(json), Request = new DatasetRequest(target.Provider, target.Path, body), Expected = last is { } answer ? Content(answer) : null, Tags = Tags(json) };
    }

    private static string? Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content)) return null;
        if (content.ValueKind == JsonValueKind.String) return content.GetString();
        if (content.ValueKind != JsonValueKind.Array) return null;
        var texts = content.EnumerateArray().Where(static part => part.ValueKind == JsonValueKind.Object).Select(static part => Text(part, "text")).OfType<string>().ToList();
        return texts.Count == 0 ? null : string.Join('\n', texts);
    }

    private static string Id(JsonElement json) => Text(json, "case_id") ?? Text(json, "id") ?? "";

    private static IReadOnlyList<string> Tags(JsonElement json)
    {
        if (!json.TryGetProperty("tags", out var tags) || tags.ValueKind == JsonValueKind.Null) return [];
        if (tags.ValueKind != JsonValueKind.Array || tags.EnumerateArray().Any(static tag => tag.ValueKind != JsonValueKind.String)) throw new FormatException("has 'tags' that are no list of texts");
        return [.. tags.EnumerateArray().Select(static tag => tag.GetString()!)];
    }

    private static string? Text(JsonElement json, string name) => !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"has a '{name}' that is no text");

    private static void Message(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
