using Reprise.Evaluation.Rules;
using Reprise.Store;

namespace Reprise.Server.Evaluation;

/// <summary>Reads rules when the server starts and whenever one changes.</summary>
internal sealed class RuleReading(EvaluationRules rules, TimeProvider time, ILogger<RuleReading> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private bool _isRead;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _isRead = await TryReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (_isRead) await rules.WaitAsync(stoppingToken);
            else await Task.Delay(s_pause, time, stoppingToken);
            _isRead = await TryReadAsync(stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var rule in await rules.RefreshAsync(cancellationToken)) EvaluationLog.Inert(log, rule.Name, rule.Project, rule.Mistake!);
            return true;
        }
        catch (StoreException e)
        {
            EvaluationLog.NotRead(log, e.Message);
            return false;
        }
    }
}
