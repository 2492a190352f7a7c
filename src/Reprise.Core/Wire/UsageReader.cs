using System.Globalization;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Reads a provider's own usage object into our one definition of token counts.</summary>
public static class UsageReader
{
    private const string BedrockHeaders = "x-amzn-bedrock-";

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

    /// <summary>Reads the counts that Bedrock sends in headers, for models whose answers hold none. Null when there are none.</summary>
    public static TokenUsage? ReadHeaders(IEnumerable<KeyValuePair<string, string>> responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        long? input = null, output = null, read = null, written = null;
        foreach (var (name, value) in responseHeaders)
        {
            if (!name.StartsWith(BedrockHeaders, StringComparison.OrdinalIgnoreCase)) continue;
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) continue;
            switch (name[BedrockHeaders.Length..].ToUpperInvariant())
            {
                case "INPUT-TOKEN-COUNT": input = count; break;
                case "OUTPUT-TOKEN-COUNT": output = count; break;
                case "CACHE-READ-INPUT-TOKEN-COUNT": read = count; break;
                case "CACHE-WRITE-INPUT-TOKEN-COUNT": written = count; break;
            }
        }

        if (input is null && output is null) return null;
        var prompt = input + (read ?? 0) + (written ?? 0);
        return new TokenUsage { PromptTokens = prompt, CompletionTokens = output, TotalTokens = (prompt ?? 0) + (output ?? 0), CachedTokens = read, CacheWriteTokens = written };
    }
}
