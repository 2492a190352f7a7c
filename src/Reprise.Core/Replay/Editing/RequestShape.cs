namespace Reprise.Replay.Editing;

/// <summary>Where a dialect keeps what a replay may change. Names with a dot stand one object down.</summary>
internal sealed record RequestShape
{
    /// <summary>Lists of messages.</summary>
    public IReadOnlyList<string> Conversations { get; init; } = [];

    /// <summary>What is asked outside any conversation; wins over the conversation's last user text.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>System prompts outside the conversation.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];
    public SystemForm NewSystem { get; init; } = SystemForm.None;

    /// <summary>The object that holds the sampling parameters, by all its spellings; empty when they stand at the top.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>Whether the holder is made where it is missing; not where it depends on the model.</summary>
    public bool CreatesHolder { get; init; } = true;
    public string? ModelName { get; init; } = "model";

    private static readonly string[] GeminiHeld =
    [
        "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "seed", "presencePenalty", "frequencyPenalty", "responseMimeType",
        "responseSchema", "responseJsonSchema", "responseModalities", "responseLogprobs", "logprobs", "thinkingConfig", "mediaResolution", "speechConfig",
    ];

    private static readonly string[] OllamaHeld =
    [
        "num_ctx", "num_predict", "num_keep", "num_batch", "num_gpu", "num_thread", "temperature", "top_k", "top_p", "min_p", "typical_p", "seed", "stop", "repeat_penalty",
        "repeat_last_n", "presence_penalty", "frequency_penalty", "mirostat", "mirostat_eta", "mirostat_tau", "tfs_z", "penalize_newline",
    ];

    private static readonly RequestShape Chat = new() { Conversations = ["messages"], Inputs = ["prompt"], Systems = ["system"], NewSystem = SystemForm.Message };

    private static readonly RequestShape Converse = new()
    {
        Conversations = ["messages"], Systems = ["system"], NewSystem = SystemForm.Blocks, ModelName = null,
        Holders = ["inferenceConfig"], Held = ["temperature", "topP", "maxTokens", "stopSequences"],
    };

    private static readonly RequestShape Invoke = new()
    {
        Conversations = ["messages", "chat_history"], Inputs = ["prompt", "inputText", "texts", "query", "message"], Systems = ["system", "preamble"],
        NewSystem = SystemForm.ByFamily, ModelName = null, Holders = ["inferenceConfig", "textGenerationConfig"],
        CreatesHolder = false, Held = ["temperature", "topP", "topK", "maxTokens", "max_new_tokens", "stopSequences", "maxTokenCount"],
    };

    private static readonly RequestShape OllamaShape = new()
    {
        Conversations = ["messages"], Inputs = ["prompt"], Systems = ["system"], NewSystem = SystemForm.Message, Holders = ["options"], Held = OllamaHeld,
    };

    private static readonly RequestShape Embed = new() { Inputs = ["input", "prompt", "query", "texts", "inputText"] };

    public static RequestShape Of(string dialect) => dialect switch
    {
        "openai.chat" or "xai.chat" => Chat with { Inputs = [] },
        "openai.responses" => new RequestShape { Conversations = ["input"], Systems = ["instructions"], NewSystem = SystemForm.Text },
        "openai.embeddings" => new RequestShape { Inputs = ["input", "inputs"] },
        "anthropic.messages" => Chat with { NewSystem = SystemForm.Text },
        "gemini.generate" => new RequestShape
        {
            Conversations = ["contents"], Systems = ["systemInstruction", "system_instruction"], NewSystem = SystemForm.Parts, ModelName = null,
            Holders = ["generationConfig", "generation_config"], Held = GeminiHeld,
        },
        "gemini.interactions" => new RequestShape { Conversations = ["input"], Systems = ["system_instruction"], NewSystem = SystemForm.Text, Holders = ["generation_config"], Held = ["temperature", "top_p", "seed", "stop_sequences", "max_output_tokens", "thinking_level"] },
        "gemini.embeddings" => new RequestShape { Inputs = ["content", "instances", "requests"], ModelName = null },
        "bedrock.converse" or "bedrock.converse_stream" => Converse,
        "bedrock.invoke" or "bedrock.invoke_stream" => Invoke,
        "bedrock.embed" => Embed with { ModelName = null },
        "ollama.chat" => OllamaShape,
        "ollama.generate" => OllamaShape with { NewSystem = SystemForm.Text },
        "ollama.embed" => Embed with { Holders = ["options"], Held = OllamaHeld },
        "cohere.chat" => new RequestShape { Conversations = ["messages", "chat_history"], Inputs = ["message", "prompt"], Systems = ["preamble"], NewSystem = SystemForm.ByFamily },
        "cohere.embed" => Embed,
        "text.generate" => Chat with { Inputs = ["prompt", "inputs", "input"], Systems = [] },
        "replicate" => new RequestShape { Inputs = ["input.prompt", "prompt"], Systems = ["input.system_prompt"] },
        _ => Chat,
    };
}

/// <summary>How a system prompt is written where there was none.</summary>
internal enum SystemForm
{
    /// <summary>There is no place for one.</summary>
    None,

    /// <summary>As the first message; needs a list of messages.</summary>
    Message,

    /// <summary>As a property with the text.</summary>
    Text,

    /// <summary>As a property with a list of text blocks, as Bedrock's.</summary>
    Blocks,

    /// <summary>As a property with parts, as Gemini's.</summary>
    Parts,

    /// <summary>As the body's other properties tell.</summary>
    ByFamily,
}
