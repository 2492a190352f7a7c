namespace Reprise.Privacy.Redaction;

/// <summary>What a text of a call is, for policies.</summary>
public enum ContentClass
{
    /// <summary>What people and programs asked.</summary>
    Input,

    /// <summary>What the model said.</summary>
    Output,

    /// <summary>System prompts and instructions.</summary>
    System,

    /// <summary>Definitions of tools, what they were given, and what they gave.</summary>
    Tools,
}
