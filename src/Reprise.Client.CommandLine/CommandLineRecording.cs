using System.CommandLine;
using System.CommandLine.Invocation;
using Reprise.Client.Commands;
using Reprise.Client.Recording;

namespace Reprise.Client.CommandLine;

/// <summary>Records every command of a command line: <c>root.UseReprise(recorder)</c>.</summary>
public static class CommandLineRecording
{
    /// <summary>
    /// From now on each command below that has an action is recorded when it is run: its path as name, how long it took, its exit code. Call it when the tree is whole.
    /// An exit code other than zero is an expected failure; what is thrown is thrown on.
    /// </summary>
    /// <returns>The same command.</returns>
    public static TCommand UseReprise<TCommand>(this TCommand command, IRecorder recorder, CommandTrackingOptions? options = null) where TCommand : Command
    {
        ArgumentNullException.ThrowIfNull(command);
        var monitor = new CommandMonitor(recorder, options);
        Wrap(command, command is RootCommand ? "" : command.Name, monitor, options ?? new CommandTrackingOptions());
        return command;
    }

    private static void Wrap(Command command, string path, CommandMonitor monitor, CommandTrackingOptions options)
    {
        var name = path.Length == 0 ? command.Name : path;
        command.Action = command.Action switch
        {
            RecordedAction or RecordedSynchronousAction => command.Action,
            AsynchronousCommandLineAction action => new RecordedAction(action, name, monitor, options),
            SynchronousCommandLineAction action => new RecordedSynchronousAction(action, name, monitor, options),
            _ => command.Action,
        };
        foreach (var child in command.Subcommands) Wrap(child, path.Length == 0 ? child.Name : $"{path} {child.Name}", monitor, options);
    }
}
