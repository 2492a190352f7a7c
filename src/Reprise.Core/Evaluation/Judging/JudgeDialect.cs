using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Calls;

namespace Reprise.Evaluation.Judging;

/// <summary>Writes a question to a judge the way its provider wants it.</summary>
internal sealed class JudgeDialect
{
    private const int MostTokens = 1024;

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string _family;

    private JudgeDialect(string family, string path) => (_family, Path) = (family, path);

    /// <summary>What is asked for there, below the provider's base URL.</summary>
    public string Path { get; }

    /// <summary>The dialect of a provider; null when questions to it cannot be written here.</summary>
    /// <param name="target">The provider.</param>
    /// <param name="model">Its model; some keep it in the path.</param>
    /// <param name="path">Where to ask, when it is elsewhere.</param>
    public static JudgeDialect? Of(CallTarget target, string model, string? path)
    {
        var name = (target.Dialect ?? target.Provider).ToLowerInvariant();
        bool Is(string family) => name.Contains(family, StringComparison.Ordinal);
        if (Is("anthropic") || Is("claude")) return new JudgeDialect("anthropic", path ?? "/v1/messages");
        if (Is("ollama")) return new JudgeDialect("ollama", path ?? "/api/chat");
        if (Is("gemini") || Is("vertex")) return new JudgeDialect("gemini", path ?? $"/v1beta/models/{Uri.EscapeDataString(model)}:generateContent");
        if (Is("bedrock") || Is("cohere") || Is("voyage") || Is("replicate")) return null;
        return new JudgeDialect("openai", path ?? target.Provider.ToLowerInvariant() switch
        {
            "groq" => "/openai/v1/chat/completions",
            "openrouter" => "/api/v1/chat/completions",
            "perplexity" => "/chat/completions",
            _ => "/v1/chat/completions",
        });
    }

    /// <param name="question">What is asked.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="parameters">More properties of the request; a JSON null takes one away.</param>
    public byte[] Write(JudgeQuestion question, string model, JsonElement? parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            if (_family != "gemini") json.WriteString("model", model);
            if (_family == "gemini") WriteContents(json, question);
            else WriteMessages(json, question);
            // The same question shall get the same verdict, as far as the model lets it.
            if (_family is "openai" or "anthropic" && !IsSaid("temperature")) json.WriteNumber("temperature", 0);
            if (_family == "anthropic" && !IsSaid("max_tokens")) json.WriteNumber("max_tokens", MostTokens);
            if (_family == "ollama")
            {
                if (!IsSaid("stream")) json.WriteBoolean("stream", false);
                if (!IsSaid("options")) WriteOptions(json, "options");
            }
            else if (_family == "gemini" && !IsSaid("generationConfig")) WriteOptions(json, "generationConfig");

            foreach (var property in parameters?.EnumerateObject() ?? default)
            {
                if (property.Value.ValueKind != JsonValueKind.Null) property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();

        bool IsSaid(string name) => parameters is { } said && said.TryGetProperty(name, out _);
    }

    private void WriteMessages(Utf8JsonWriter json, JudgeQuestion question)
    {
        if (_family == "anthropic") json.WriteString("system", question.System);
        json.WriteStartArray("messages");
        if (_family != "anthropic") WriteMessage(json, "system", question.System);
        foreach (var turn in question.Turns) WriteMessage(json, turn.Role, turn.Text);
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void WriteContents(Utf8JsonWriter json, JudgeQuestion question)
    {
        json.WriteStartObject("systemInstruction");
        WriteParts(json, question.System);
        json.WriteEndObject();
        json.WriteStartArray("contents");
        foreach (var turn in question.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.Role == "assistant" ? "model" : turn.Role);
            WriteParts(json, turn.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteOptions(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("temperature", 0);
        json.WriteEndObject();
    }
}
