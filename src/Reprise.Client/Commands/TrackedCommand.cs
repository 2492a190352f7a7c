using Reprise.Client.Logging;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Client.Commands;

/// <summary>A command that runs, from <see cref="CommandMonitor.BeforeCommand"/> to <see cref="CommandMonitor.AfterCommand"/>.</summary>
public sealed class TrackedCommand
{
    /// <summary>The code of an expected failure, which seed formats call a status of its own.</summary>
    public const string FailureCode = "failure";

    private readonly CallRecord _record;
    private readonly CallLog _log;

    internal TrackedCommand(IRecorder recorder, CommandTrackingOptions options, string name, IReadOnlyList<string>? arguments)
    {
        _record = CallRecord.Begin(recorder, options.Time, InteractionKind.CliCommand, name);
        _log = CallLog.Begin();
        _record.Request = CommandRequest.Of(arguments, options.RecordArguments);
    }

    /// <summary>The id under which the command will be on record.</summary>
    public string InteractionId => _record.InteractionId.ToString();

    internal CallRecord Record => _record;
    internal CallLog Log => _log;

    /// <summary>Values of the caller's own, an object; null for none.</summary>
    public System.Text.Json.JsonElement? Metadata { get; set; }

    internal bool Complete(InteractionStatus status, string? code, string? message)
    {
        _record.Metadata = _log.End(Metadata);
        return _record.Complete(status, code, message);
    }

    /// <returns>Always false, so that it can stand in an exception filter and the exception passes untouched.</returns>
    internal bool Fail(Exception exception, CancellationToken cancellationToken)
    {
        _record.Metadata = _log.End(Metadata);
        if (exception is CommandFailureException) _record.Complete(InteractionStatus.Error, FailureCode, exception.Message);
        else _record.Fail(exception, cancellationToken);
        return false;
    }
}
