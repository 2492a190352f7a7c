using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Documents;
using Reprise.Playback;
using Reprise.Wire;

namespace Reprise.Client.AI;

/// <summary>
/// A chat request in one form for all providers, so that a request of a chat client can be compared with one that was recorded on the wire: model, system prompt, messages with their tool
/// calls, and the names of the tools. Ids of tool calls and parameters are left out; providers call them by different names.
/// </summary>
internal static class ChatForm
{
    private const string Provider = "chat";

    /// <summary>Null when the entry is no chat.</summary>
    public static TapeRequest? Of(TapeEntry entry, out IDialect dialect)
    {
        var request = entry.Request;
        dialect = DialectCatalog.Find(null, request.Provider, request.Method, request.Path, request.Body);
        if (dialect.Kind != Interactions.InteractionKind.Llm) return null;
        var read = dialect.ReadRequest(new WireRequest(request.Method, request.Path, request.Body, request.ContentType), details: true);
        return Of(read.Model, read.SystemPrompt, read.Messages.Select(static message => (message.Role, message.Content, message.ToolCalls.Select(static call => (call.Name, Arguments(call.Arguments))), message.Attachments.Count)), ToolNames(read.Tools));
    }

    public static TapeRequest Of(string? model, RequestDocument request, ChatOptions? options) => Of(
        model, request.SystemPrompt,
        (request.Messages ?? []).Select(static message => (message.Role, message.Content, (message.ToolCalls ?? []).Select(static call => (call.Name, call.Arguments)), message.Attachments?.Count ?? 0)),
        (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(static tool => tool.Name));

    private static TapeRequest Of(
        string? model, string? system, IEnumerable<(string Role, string? Content, IEnumerable<(string Name, JsonElement? Arguments)> Calls, int Attachments)> messages, IEnumerable<string> tools)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (model is not null) writer.WriteString("model", model);
            if (!string.IsNullOrEmpty(system)) writer.WriteString("system", system);
            writer.WriteStartArray("messages");
            foreach (var (role, content, calls, attachments) in messages.Where(static message => message.Role != "system"))
            {
                writer.WriteStartObject();
                writer.WriteString("role", role);
                if (!string.IsNullOrEmpty(content)) writer.WriteString("content", content);
                if (attachments > 0) writer.WriteNumber("attachments", attachments);
                WriteCalls(writer, calls);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            var names = tools.Order(StringComparer.Ordinal).ToList();
            if (names.Count > 0)
            {
                writer.WriteStartArray("tools");
                foreach (var name in names) writer.WriteStringValue(name);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return new TapeRequest { Provider = Provider, Method = "POST", Path = "/chat", ContentType = "application/json", Body = buffer.WrittenMemory };
    }

    private static void WriteCalls(Utf8JsonWriter writer, IEnumerable<(string Name, JsonElement? Arguments)> calls)
    {
        var all = calls.ToList();
        if (all.Count == 0) return;
        writer.WriteStartArray("tool_calls");
        foreach (var (name, arguments) in all)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            if (arguments is { } given)
            {
                writer.WritePropertyName("arguments");
                given.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static JsonElement? Arguments(string text) => text.Length == 0 ? null : ChatAnswers.Parse(text) ?? JsonValues.Element(text);

    private static IEnumerable<string> ToolNames(string? tools)
    {
        if (tools is null || ChatAnswers.Parse(tools) is not { ValueKind: JsonValueKind.Array } list) yield break;
        foreach (var tool in list.EnumerateArray().Where(static tool => tool.ValueKind == JsonValueKind.Object))
        {
            // OpenAI's stand below "function", Gemini's in lists of declarations, others' by themselves.
            if (tool.TryGetProperty("functionDeclarations", out var declarations) && declarations.ValueKind == JsonValueKind.Array)
            {
                foreach (var one in declarations.EnumerateArray())
                    if (NameOf(one) is { } declared) yield return declared;
            }
            else if (NameOf(tool.TryGetProperty("function", out var function) ? function : tool) is { } name) yield return name;
        }
    }

    private static string? NameOf(JsonElement tool) => tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}
