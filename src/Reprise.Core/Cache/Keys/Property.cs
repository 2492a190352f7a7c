namespace Reprise.Cache.Keys;

/// <summary>What a property of a request has to say about its key. All others, and most of these, are part of it as they are.</summary>
internal enum Property : byte
{
    Other,
    Model,
    Stream,
    StreamOptions,

    /// <summary>Has no say in the answer.</summary>
    LeftOut,

    /// <summary>The conversation, or what stands for its last turn.</summary>
    Conversation,
    Prompt,

    /// <summary>An object with parameters of its own.</summary>
    Settings,
    Temperature,
    Seed,

    /// <summary>How many answers are wanted.</summary>
    Choices,
    Logprobs,

    /// <summary>Names of further things the answer shall hold.</summary>
    Include,
    Modalities,
    Audio,
    Tools,
    ToolChoice,

    /// <summary>Bedrock's and Gemini's: tools and the choice among them.</summary>
    ToolSettings,
    ToolResults,

    /// <summary>Brings in what is kept elsewhere, or the state of the world.</summary>
    ServerState,

    /// <summary>Like <see cref="ServerState"/> where it is an object; a text is a prompt.</summary>
    Template,

    /// <summary>The text comes back in the answer, or is a piece of a larger one.</summary>
    TextIsBound,
    Images,
}
