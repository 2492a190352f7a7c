using System.Text.Json.Nodes;
using Reprise.Wire;

namespace Reprise.Replay.Carrying;

/// <summary>Writes a call in one family's words and notes what it has no word for.</summary>
internal interface ICallWriter
{
    JsonObject Write(CarriedCall call);
}

internal static class CallWriters
{
    /// <summary>The writer of a dialect, or null when none writes it.</summary>
    /// <param name="dialect">The target's.</param>
    /// <param name="provider">The provider's name or family, which decides where one dialect has accents.</param>
    public static ICallWriter? Find(string dialect, string provider) => dialect switch
    {
        "openai.chat" or "xai.chat" => new OpenAiChatWriter(provider),
        "openai.responses" => new OpenAiResponsesWriter(),
        "anthropic.messages" => new AnthropicWriter(),
        "ollama.chat" => new OllamaWriter(),
        "gemini.generate" => new GeminiWriter(),
        "bedrock.converse" or "bedrock.converse_stream" => new ConverseWriter(),
        "cohere.chat" => new CohereWriter(),
        _ => null,
    };
}
