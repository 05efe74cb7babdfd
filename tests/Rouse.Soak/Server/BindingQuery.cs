namespace Rouse.Soak.Server;

/// <summary>A binding as the server tells an operator.</summary>
sealed record ToldBinding(string Aor, string Contact, string? Instance, bool CanBePushed);

/// <summary>What <c>rouse bindings --json</c> asks.</summary>
static class BindingQuery
{
    const int Most = 10_000;

    public static async Task<IReadOnlyList<ToldBinding>> AllAsync(ServerFolder folder)
    {
        var list = await AdminHttp.GetAsync<Answer>(folder, $"bindings?count={Most}");
        return list is { More: 0, Bindings: { } bindings } ? bindings : throw new ViolationException("more bindings than there can be");
    }

    sealed record Answer(IReadOnlyList<ToldBinding> Bindings, int More);
}
