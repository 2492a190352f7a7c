using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Reads a provider's own usage object into our one definition of token counts.</summary>
public static class UsageReader
{
    /// <summary>Reads one usage object, such as <c>usage</c>, Gemini's <c>usageMetadata</c> or Cohere's <c>meta</c>. Never throws.</summary>
    /// <param name="family">
    /// Whose rules apply: a provider or dialect name, <c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>bedrock</c>, <c>cohere</c>, <c>xai</c> … Names carry
    /// most of the meaning, so only families that use a common name in their own way differ: xAI counts thinking beside the completion.
    /// </param>
    /// <param name="usageJson">The object as UTF-8 JSON.</param>
    /// <returns>The counts, or null when there were none.</returns>
    public static TokenUsage? Read(string family, ReadOnlySpan<byte> usageJson)
    {
        var fields = new UsageFields();
        try
        {
            var json = new JsonCursor(usageJson);
            if (json.Start()) fields.Read(ref json);
        }
        catch (JsonException)
        {
            // What was read before the fault stands.
        }

        if (family is "xai" or "x-ai" or "xai.chat") fields.ThinkingIsApart = true;
        return fields.ToUsage();
    }
}
