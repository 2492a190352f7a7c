namespace Reprise.Server.Langfuse;

/// <summary>What became of the events of a batch, in Langfuse's words.</summary>
internal sealed record LangfuseResultDocument
{
    public required IReadOnlyList<LangfuseSuccessDocument> Successes { get; init; }
    public required IReadOnlyList<LangfuseErrorDocument> Errors { get; init; }
}

/// <param name="Id">The event's.</param>
/// <param name="Status">201.</param>
internal sealed record LangfuseSuccessDocument(string Id, int Status);

/// <param name="Id">The event's; empty where it had none.</param>
/// <param name="Status">An HTTP status.</param>
/// <param name="Message">What is wrong, in short.</param>
/// <param name="Error">What is wrong, without content.</param>
internal sealed record LangfuseErrorDocument(string Id, int Status, string Message, string? Error);

/// <param name="Status"><c>OK</c>.</param>
/// <param name="Version">Of the interface that is spoken here.</param>
internal sealed record LangfuseHealthDocument(string Status, string Version);

/// <param name="Data">One: a key is for one project, and whoever needs none names it with each request.</param>
internal sealed record LangfuseProjectsDocument(IReadOnlyList<LangfuseProjectDocument> Data);

/// <param name="Id">The project's name.</param>
/// <param name="Name">The same.</param>
internal sealed record LangfuseProjectDocument(string Id, string Name);
