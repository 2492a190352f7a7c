using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Exec;

/// <summary><c>reprise exec</c>: a command whose answer is taken from the record where nothing it depends on has changed.</summary>
internal static class ExecCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("exec", "Run a command, or answer from the record where program, arguments and declared inputs are the same as in a run that ended well; recorded either way");
        var line = LineArgument();
        command.Arguments.Add(line);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var tool = new Option<string?>("--tool") { Description = "The name it is recorded under [default: the program's]", HelpName = "name" };
        var inputs = Many("--inputs", "Files it depends on, by their content, such as 'src/**'; may be given several times", "pattern");
        var outputs = Many("--outputs", "Files it makes, which are recorded and made again; may be given several times", "pattern");
        var variables = Many("--env", "Variables of the environment it depends on; may be given several times", "name");
        var stdin = new Option<bool>("--stdin") { Description = "Give it what stands on standard input, on which it then depends; else its input is empty" };
        var noCache = new Option<bool>("--no-cache") { Description = "Run it, and keep its answer from being used" };
        var refresh = new Option<bool>("--refresh") { Description = "Run it, and use its answer from now on" };
        var age = new Option<double?>("--max-age-hours") { Description = "Older answers are not used [default: the policy's]", HelpName = "n" };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds after which it is ended, with all it started; exit code 124 [default: none]", HelpName = "seconds" };
        var bytes = new Option<int>("--max-bytes") { Description = "Bytes of output and files beyond which its answer is not kept [default: 16777216]", HelpName = "n", DefaultValueFactory = static _ => 16 * 1024 * 1024 };
        var spill = CommandRecorder.SpillOption();
        foreach (var option in new Option[] { tool, inputs, outputs, variables, stdin, noCache, refresh, age, timeout, bytes, spill }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var arguments = parsed.GetRequiredValue(line);
            var request = new ExecRequest(
                parsed.GetValue(tool) ?? Path.GetFileName(arguments[0]), arguments, Environment.CurrentDirectory, parsed.GetValue(inputs) ?? [], parsed.GetValue(outputs) ?? [], parsed.GetValue(variables) ?? []);
            var run = new ExecRun(terminal, request)
            {
                AsksCache = !parsed.GetValue(noCache) && !parsed.GetValue(refresh),
                Keeps = !parsed.GetValue(noCache),
                ReadsInput = parsed.GetValue(stdin),
                MaxAgeHours = parsed.GetValue(age),
                TimeLimit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0.001, 1_000_000)) : Timeout.InfiniteTimeSpan,
                MostBytes = Math.Clamp(parsed.GetValue(bytes), 0, 24 * 1024 * 1024),
            };
            using var client = connection.Open(parsed);
            await using var recorder = CommandRecorder.Open(connection, parsed, parsed.GetValue(spill), terminal.Environment, mostBytes: 48 * 1024 * 1024);
            return await run.ExecuteAsync(client, recorder, cancellationToken);
        });
        return command;
    }

    /// <summary>The command line to run, as it is.</summary>
    public static Argument<string[]> LineArgument() => new("command") { Description = "What to run, behind --", Arity = ArgumentArity.OneOrMore };

    private static Option<string[]> Many(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
