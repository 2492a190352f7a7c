using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Reprise.Cli.Commands;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli;

/// <summary>The command line as a whole: its tree, and what ends a command.</summary>
internal static class CommandLine
{
    public const string Description = "Reprise records every call your software makes to models and tools, and puts the record to work.";

    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>The whole tree, in the order people meet it.</summary>
    public static RootCommand Tree(Terminal terminal) => Root(
        ServeCommand.Create(),
        DemoCommand.Create(terminal),
        TailCommand.Create(terminal),
        SearchCommand.Create(terminal),
        ShowCommand.Create(terminal),
        Commands.Session.SessionCommand.Create(terminal),
        StatsCommand.Create(terminal),
        Commands.Replay.ReplayCommand.Create(terminal),
        Commands.Batch.BatchCommand.Create(terminal),
        Commands.Evaluate.EvaluateCommand.Create(terminal),
        Commands.Dataset.DatasetCommand.Create(terminal),
        Commands.Prompt.PromptCommand.Create(terminal),
        Commands.Cache.CacheCommand.Create(terminal),
        Commands.Tool.ToolCommand.Create(terminal),
        Commands.Exec.ExecCommand.Create(terminal),
        Commands.Wrap.WrapCommand.Create(terminal),
        Commands.Mcp.McpCommand.Create(terminal),
        Commands.Playback.PlaybackCommand.Create(terminal),
        Commands.Tape.TapeCommand.Create(terminal),
        ExportCommand.Create(terminal),
        ImportCommand.Create(terminal),
        DeleteCommand.Create(terminal),
        EraseCommand.Create(terminal),
        Commands.Retention.RetentionCommand.Create(terminal),
        Commands.Privacy.PrivacyCommand.Create(terminal),
        Commands.Scan.ScanCommand.Create(terminal),
        Commands.Hold.HoldCommand.Create(terminal),
        Commands.Audit.AuditCommand.Create(terminal),
        Commands.Proof.VerifyCommand.Create(terminal),
        Commands.Proof.ProofCommand.Create(terminal),
        Commands.User.UserCommand.Create(terminal),
        Commands.Key.KeyCommand.Create(terminal),
        Commands.Budget.BudgetCommand.Create(terminal),
        Commands.Route.RouteCommand.Create(terminal),
        Commands.Project.ProjectCommand.Create(terminal),
        Commands.Member.MemberCommand.Create(terminal),
        Commands.Store.StoreCommand.Create(terminal),
        Commands.Backup.BackupCommand.Create(terminal),
        Commands.Keys.KeysCommand.Create(terminal),
        Commands.Prices.PricesCommand.Create(terminal),
        Commands.Report.ReportCommand.Create(terminal),
        DoctorCommand.Create(terminal),
        Commands.Config.ConfigCommand.Create(terminal),
        CompletionCommand.Create(terminal));

    /// <summary>A tree of these commands only.</summary>
    public static RootCommand Root(params ReadOnlySpan<Command> commands)
    {
        var root = new RootCommand(Description);

        // The library also offers -?, /? and /h, which would stand in every completion.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Insert(0, new HelpOption("--help", "-h"));
        foreach (var command in commands) root.Subcommands.Add(command);
        return root;
    }

    /// <summary>Runs one command line in this process.</summary>
    /// <param name="root">The tree, or the part of it that is needed.</param>
    /// <param name="args">As the shell gave them.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the command in good order.</param>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var parsed = root.Parse(args, Parsing);
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction or null) return Refuse(parsed, terminal);
            using var output = new StreamWriter(terminal.Output, new UTF8Encoding(false), leaveOpen: true);
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = terminal.Error,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OutputClosedException)
        {
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            var pointer = e is RepriseApiException refusal ? ApiErrorText.Pointer(refusal, FilterOf(parsed)) : "";
            terminal.Tell($"reprise: {explained.Message}{pointer}");
            return explained.ExitCode;
        }
    }

    /// <summary>A token that Ctrl-C and a request to end cancel. The second Ctrl-C ends the process at once.</summary>
    public static (CancellationToken Token, IDisposable Registration) Interruptible()
    {
        var source = new CancellationTokenSource();
        var signals = new Signals(source, PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
        return (source.Token, signals);

        void Handle(PosixSignalContext context)
        {
            context.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        }
    }

    private static string? FilterOf(ParseResult parsed) =>
        parsed.GetResult(Options.FilterOptions.ArgumentName) is { } filter ? string.Join(' ', filter.Tokens.Select(static token => token.Value)) : null;

    /// <summary>Says what was wrong, and what was probably meant. A command that only groups others shows what it groups.</summary>
    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var path = new List<string>();
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault()) path.Insert(0, symbol.Name);
        if (command is { Subcommands.Count: > 0, Arguments.Count: 0 })
        {
            if (parsed.UnmatchedTokens is [var word, ..])
            {
                var near = NearWord.Find(word, command.Subcommands.Select(static subcommand => subcommand.Name));
                terminal.Tell($"reprise: there is no command '{string.Join(' ', [.. path, word])}'{(near is null ? "" : $"; did you mean '{near}'?")}");
            }
            else if (path.Count == 0) terminal.Tell("reprise: which command?");
            else terminal.Tell($"reprise: {string.Join(' ', path)} needs one of: {string.Join(", ", command.Subcommands.Select(static subcommand => subcommand.Name))}");
        }
        else
        {
            foreach (var error in parsed.Errors) terminal.Tell($"reprise: {error.Message}");
        }

        terminal.Tell($"Try 'reprise {string.Concat(path.Select(static name => name + " "))}--help'.");
        return ExitCodes.Usage;
    }

    /// <summary>Words and an exit code for what can go wrong outside this program. Null for what is a bug here, which then shows where it happened.</summary>
    private static (string Message, int ExitCode)? Explain(Exception exception) => exception switch
    {
        CommandFailedException e => (e.Message, e.ExitCode),
        Backup.DamagedBackupException or Reprise.Playback.TapeException => (exception.Message, ExitCodes.Failed),
        RepriseApiException e => (ApiErrorText.Of(e), ExitCodes.Failed),
        HttpRequestException { InnerException: SocketException } e => (Unreachable(e.Message), ExitCodes.Unreachable),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } e =>
            (Unreachable(e.Message), ExitCodes.Unreachable),
        HttpRequestException or HttpIOException => ($"The connection to the server broke: {exception.Message}", ExitCodes.Unreachable),
        OperationCanceledException { InnerException: TimeoutException } => (Unreachable("It did not answer in time."), ExitCodes.Unreachable),
        IOException or UnauthorizedAccessException => (exception.Message, ExitCodes.Failed),
        _ => null,
    };

    private static string Unreachable(string reason) =>
        $"Cannot reach the server: {reason} Start one with 'reprise serve', or say where it is with --server or {Options.ConnectionOptions.ServerVariable}.";

    private sealed class Signals(CancellationTokenSource source, params IDisposable[] registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations) registration.Dispose();
            source.Dispose();
        }
    }
}
