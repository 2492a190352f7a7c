using System.Collections.Frozen;

namespace Reprise.Cache.Keys;

/// <summary>How the requests of some dialects are read for their key. A dialect that stands here may be answered from the cache; no other may.</summary>
/// <param name="Dialect">The name that stands in the key; the streamed and the whole form of one call share it.</param>
/// <param name="Form">Where the last user text is.</param>
/// <param name="Properties">What the names at the top mean.</param>
/// <param name="StreamsByDefault">Whether a request that says nothing of it wants a stream.</param>
internal sealed record KeyFamily(string Dialect, TextForm Form, PropertyTable Properties, bool StreamsByDefault = false)
{
    // What no provider lets change an answer: who asks, what is noted about the call, what it may cost, how it is sent.
    private const string NoSay = "user safety_identifier metadata prompt_cache_key prompt_cache_retention prompt_cache_options service_tier";

    private static readonly (Property, string)[] Common =
    [
        (Property.Model, "model model_id"),
        (Property.Stream, "stream"),
        (Property.Conversation, "messages"),
        (Property.Settings, "options parameters generationConfig generation_config inferenceConfig textGenerationConfig additionalModelRequestFields"),
        (Property.Temperature, "temperature"),
        (Property.Seed, "seed random_seed"),
        (Property.Choices, "n best_of candidateCount candidate_count num_generations num_return_sequences numResults"),
        (Property.Logprobs, "logprobs top_logprobs prompt_logprobs responseLogprobs response_logprobs"),
        (Property.Include, "include"),
        (Property.Modalities, "modalities responseModalities response_modalities"),
        (Property.Audio, "audio"),
        (Property.Tools, "tools functions"),
        (Property.ToolChoice, "tool_choice function_call toolChoice functionCallingConfig function_calling_config"),
        (Property.ToolSettings, "toolConfig tool_config"),
        (Property.ToolResults, "tool_results"),
        (Property.ServerState,
            "previous_response_id previous_interaction_id conversation conversation_id background deferred cachedContent cached_content "
            + "web_search_options search_parameters enable_search enable_grounding plugins connectors data_sources mcp_servers container "
            + "agent agent_id assistant_id thread_id"),
        (Property.TextIsBound, "suffix echo raw raw_prompting"),
        (Property.Images, "images"),
    ];

    private static readonly PropertyTable OpenAi = new([.. Common, (Property.StreamOptions, "stream_options"), (Property.LeftOut, NoSay + " store")]);

    // Whether an answer is stored decides what a later request can build on, so here it counts.
    private static readonly PropertyTable Responses = new(
        [.. Common, (Property.StreamOptions, "stream_options"), (Property.LeftOut, NoSay), (Property.Conversation, "input"), (Property.Template, "prompt")]);

    private static readonly KeyFamily[] All =
    [
        new("openai.chat", TextForm.LastMessage, OpenAi),
        new("xai.chat", TextForm.LastMessage, OpenAi),
        new("openai.completions", TextForm.Prompt, new([.. Common, (Property.StreamOptions, "stream_options"), (Property.LeftOut, NoSay), (Property.Prompt, "prompt")])),
        new("openai.responses", TextForm.LastMessage, Responses),
        new("gemini.interactions", TextForm.LastMessage, Responses),
        new("anthropic.messages", TextForm.LastMessage, new([.. Common, (Property.LeftOut, "metadata service_tier cache_control")])),
        new("gemini.generate", TextForm.LastMessage, new([.. Common, (Property.Conversation, "contents"), (Property.LeftOut, "labels")])),
        new("ollama.chat", TextForm.LastMessage, new([.. Common, (Property.LeftOut, "keep_alive")]), StreamsByDefault: true),
        new("ollama.generate", TextForm.Prompt, new([.. Common, (Property.LeftOut, "keep_alive"), (Property.Prompt, "prompt")]), StreamsByDefault: true),
        new("bedrock.converse", TextForm.LastMessage, new([.. Common, (Property.LeftOut, "requestMetadata serviceTier")])),
        new("bedrock.invoke", TextForm.LastMessage, new([.. Common, (Property.LeftOut, "metadata cache_control")])),
        new("cohere.chat", TextForm.LastMessage, new([.. Common, (Property.Prompt, "message")])),
        new("text.generate", TextForm.None, new([.. Common])),
        new("openai.embeddings", TextForm.None, OpenAi),
        new("ollama.embed", TextForm.None, new([.. Common, (Property.LeftOut, "keep_alive")])),
        new("gemini.embeddings", TextForm.None, new([.. Common])),
        new("bedrock.embed", TextForm.None, new([.. Common])),
        new("cohere.embed", TextForm.None, new([.. Common])),
    ];

    private static readonly FrozenDictionary<string, KeyFamily> ByDialect = All.Select(family => KeyValuePair.Create(family.Dialect, family))
        .Append(new("bedrock.converse_stream", Array.Find(All, family => family.Dialect is "bedrock.converse")!))
        .Append(new("bedrock.invoke_stream", Array.Find(All, family => family.Dialect is "bedrock.invoke")!))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The family of a dialect; null when its calls are nothing to be answered from a cache.</summary>
    public static KeyFamily? Find(string dialect) => ByDialect.GetValueOrDefault(dialect);

    /// <summary>Embeddings say the same for the same input, whatever else there is.</summary>
    public bool IsEmbedding => Dialect.Contains("embed", StringComparison.Ordinal);

    /// <summary>Whether blocks may carry marks that steer the provider's own prompt cache and nothing else: Anthropic's, which OpenRouter takes in OpenAI's shape too.</summary>
    public bool HasCacheMarks { get; } = Dialect is "anthropic.messages" or "bedrock.invoke" or "openai.chat";
}

/// <summary>Where the last user text of a request is.</summary>
internal enum TextForm
{
    /// <summary>Nowhere that a rewording would be safe.</summary>
    None,

    /// <summary>In the last message of the conversation, which may also be one text; or in the prompt.</summary>
    LastMessage,

    /// <summary>In the prompt alone.</summary>
    Prompt,
}
