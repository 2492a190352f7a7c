using System.Buffers;
using System.Collections.Frozen;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>What the name of a member says about its value.</summary>
[Flags]
internal enum MemberTraits
{
    None = 0,

    /// <summary>A word of the protocol where it looks like one: <c>id</c>, <c>model</c>, <c>type</c>. It links and steers, and nobody's data stands there.</summary>
    Word = 1,

    /// <summary>A piece of a longer text when it comes in events.</summary>
    Piece = 2,

    /// <summary>Tells texts of the same path in different events apart.</summary>
    Mark = 4,

    /// <summary>Everything below it is data of a tool or a caller: no word there is one of the protocol.</summary>
    Data = 8,

    /// <summary>Bytes as text where it looks like it: pictures, sound, signatures.</summary>
    Bytes = 16,

    /// <summary>Who asks.</summary>
    User = 32,

    /// <summary>Says the text once more in another form: token by token, or as numbers.</summary>
    Echo = 64,

    /// <summary>Numbers made of the text, which do not say it again.</summary>
    Vector = 128,
    Role = 256,
    Type = 512,

    /// <summary>System prompts and instructions.</summary>
    System = 1024,

    /// <summary>Tools, what they are given and what they give.</summary>
    Tools = 2048,

    /// <summary>Filling without meaning.</summary>
    Filling = 4096,
}

/// <summary>What is known of names in the bodies of providers. Names of one provider do no harm in another's.</summary>
internal static class Members
{
    private static readonly FrozenDictionary<string, MemberTraits> s_traits = Table().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, MemberTraits>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_traits.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Names that say what a short value beside them is.</summary>
    private static readonly SearchValues<string> s_telling = SearchValues.Create(
        ["key", "secret", "token", "pass", "pwd", "auth", "credential", "birth", "dob", "ssn", "phone", "mobile", "tel", "iban", "account", "card", "tax", "national", "licen", "address", "street",
            "mail", "ip", "mac", "wallet", "first_name", "last_name", "firstname", "lastname", "full_name", "fullname", "surname", "social", "session", "cookie", "connection", "dsn"], StringComparison.OrdinalIgnoreCase);

    public static MemberTraits TraitsOf(ReadOnlySpan<char> name) => s_lookup.TryGetValue(name, out var traits) ? traits : MemberTraits.None;

    public static bool IsTelling(ReadOnlySpan<char> name) => name.Length is >= 2 and <= 64 && name.ContainsAny(s_telling);

    /// <summary>Whether a value looks like a word of a protocol: an id, a name in a program, a number.</summary>
    public static bool IsWord(ReadOnlySpan<char> value) => value.Length <= 128 && !value.ContainsAnyExcept(s_word);

    /// <summary>Whether a value can only be bytes: base 64, alone or as a data URL.</summary>
    public static bool IsBytes(ReadOnlySpan<char> value, int shortest)
    {
        if (value.StartsWith("data:") && value[..Math.Min(value.Length, 128)].IndexOf(";base64,") is > 0 and var at) return !value[(at + 8)..].ContainsAnyExcept(s_base64);
        return value.Length >= shortest && !value.ContainsAnyExcept(s_base64);
    }

    private static readonly SearchValues<char> s_word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/+=~#<>");
    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\r\n");

    private static Dictionary<string, MemberTraits> Table()
    {
        var table = new Dictionary<string, MemberTraits>(StringComparer.Ordinal);
        Add(MemberTraits.Word, "id", "model", "object", "finish_reason", "stop_reason", "finishReason", "stopReason", "done_reason", "created", "created_at", "createTime", "system_fingerprint", "service_tier",
            "tool_call_id", "tool_use_id", "toolUseId", "call_id", "item_id", "response_id", "responseId", "modelVersion", "event", "event_type", "status", "name", "native_finish_reason", "provider",
            "previous_response_id", "tool_choice", "voice", "detail", "format", "effort", "reasoning_effort", "encoding_format", "verbosity", "mode", "stop_sequence", "code", "param", "media_type", "mime_type",
            "mimeType", "ttl", "phase", "truncation", "input_type", "generation_id", "stop", "request_id", "completionReason", "reason", "blockReason", "agent", "modelId", "model_id", "modality", "serviceTier", "trafficType", "category", "probability", "severity", "model_version", "endReason", "file_id", "batch_id", "container", "speed", "level", "quality", "size", "resolution");
        Add(MemberTraits.Piece, "content", "text", "delta", "thinking", "reasoning", "reasoning_content", "refusal", "response", "transcript", "input", "completion", "generation", "outputText", "generated_text", "output", "code_delta", "summary", "answer", "message");
        Add(MemberTraits.Piece | MemberTraits.Tools, "arguments", "partial_json", "tool_plan");
        Add(MemberTraits.Mark, "index", "output_index", "content_index", "summary_index", "item_id", "contentBlockIndex", "thought");
        Add(MemberTraits.Data, "metadata", "variables", "args", "json", "arguments", "parameters", "labels", "properties", "requestMetadata");
        Add(MemberTraits.Bytes, "data", "b64_json", "encrypted_content", "bytes", "signature", "thoughtSignature", "thought_signature", "embedding", "url", "file_data", "audio", "image", "redacted_content", "redactedContent");
        Add(MemberTraits.User, "user", "user_id", "userId", "safety_identifier", "end_user_id", "end_user");
        Add(MemberTraits.Echo, "logprobs", "logprobs_result", "logprobsResult", "top_logprobs", "context", "avgLogprobs");
        Add(MemberTraits.Vector, "embedding", "embeddings", "embeddingsByType", "values");
        Add(MemberTraits.Role, "role");
        Add(MemberTraits.Type, "type");
        Add(MemberTraits.System, "system", "instructions", "system_instruction", "systemInstruction", "system_prompt", "preamble", "preamble_override");
        Add(MemberTraits.Tools, "tools", "functions", "toolConfig", "tool_config", "tool_calls", "toolUse", "toolResult", "functionCall", "functionResponse", "function_call", "function_declarations", "functionDeclarations",
            "tool_results", "tool_call", "function", "mcp_servers", "toolCalls");
        Add(MemberTraits.Filling, "p", "obfuscation", "pad");
        Add(MemberTraits.Word, "role", "type");
        return table;

        void Add(MemberTraits traits, params ReadOnlySpan<string> names)
        {
            foreach (var name in names) table[name] = table.GetValueOrDefault(name) | traits;
        }
    }
}
