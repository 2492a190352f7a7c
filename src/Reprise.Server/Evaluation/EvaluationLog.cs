namespace Reprise.Server.Evaluation;

internal static partial class EvaluationLog
{
    [LoggerMessage(2201, LogLevel.Warning, "The rule '{Rule}' could not score an interaction: {Reason}")]
    public static partial void NotScored(ILogger logger, string rule, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "Rules of evaluation cannot be read; those that were read before hold on: {Reason}")]
    public static partial void NotRead(ILogger logger, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "The rule '{Rule}' of project '{Project}' scores nothing: {Mistake}")]
    public static partial void Inert(ILogger logger, string rule, string project, string mistake);
}
