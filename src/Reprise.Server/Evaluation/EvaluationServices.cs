using Reprise.Calls;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;

namespace Reprise.Server.Evaluation;

internal static class EvaluationServices
{
    /// <summary>Scoring, on demand and of a sample of live traffic. Expects stores, the embedder and the server's own calls to be registered by others.</summary>
    public static IServiceCollection AddEvaluation(this IServiceCollection services)
    {
        services.AddSingleton(s => new Evaluators(s.GetRequiredService<IEmbedder>(), s.GetRequiredService<ICallSender>()));
        services.AddSingleton<Scorer>().AddSingleton<ExpectedAnswers>().AddSingleton<EvaluationRules>().AddSingleton<OnlineCounters>();
        services.AddSingleton<OnlineEvaluation>().AddHostedService(s => s.GetRequiredService<OnlineEvaluation>());
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<OnlineEvaluation>());
        return services.AddHostedService<RuleReading>();
    }
}
