namespace Rouse.Interop.Parts;

/// <summary>A phone, whoever wrote it. Verbs act at once; tasks wait for what the phone reports.</summary>
internal interface IPhone : IAsyncDisposable
{
    string Uri { get; }

    Task Registered();

    void Calls(IPhone other);

    /// <summary>An incoming call.</summary>
    Task Rings();

    void Answers();

    Task IsTalking();

    /// <summary>Sends a re-INVITE, and gets its answer.</summary>
    Task Holds();

    /// <summary>So many INVITEs have come until now, those inside dialogs too.</summary>
    Task GetsInvites(int count);

    void HangsUp();

    Task CallEnded();

    void Sends(string text, IPhone to);

    Task ReceivesMessage(string text);

    /// <summary>REGISTERs from where it is, before it would have to.</summary>
    void Refreshes();
}
